#!/usr/bin/env python3
"""核验一厅通的办件证明，不联网，只用 Python 自带的库：python3 verify_proof.py 证明.json [公钥]

公钥（十六进制）可以事先从别处取得：不给时用证明里附的那一把，只能说明证明自身前后一致。"""

import hashlib
import json
import sys

# Ed25519 (RFC 8032, 5.1)
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def recover(y, sign):
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * ROOT % P
    if (x * x - x2) % P or y >= P:
        raise ValueError("not a point")
    return (P - x if x & 1 != sign else x), y


def add(a, b):
    (x1, y1), (x2, y2) = a, b
    t = D * x1 * x2 * y1 * y2 % P
    x = (x1 * y2 + x2 * y1) * pow(1 + t, P - 2, P)
    y = (y1 * y2 + x1 * x2) * pow(1 - t, P - 2, P)
    return x % P, y % P


def times(n, point):
    found = (0, 1)
    while n:
        if n & 1:
            found = add(found, point)
        point, n = add(point, point), n >> 1
    return found


def point_of(data):
    whole = int.from_bytes(data, "little")
    return recover(whole & (2**255 - 1), whole >> 255)


BASE = recover(4 * pow(5, P - 2, P) % P, 0)


def signed(key, message, signature):
    try:
        public, r = point_of(key), point_of(signature[:32])
    except ValueError:
        return False
    s = int.from_bytes(signature[32:], "little")
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    return len(signature) == 64 and s < L and times(s, BASE) == add(r, times(h, public))


# The tree (RFC 6962, 2.1)
def sha(data):
    return hashlib.sha256(data).digest()


def canonical(values):
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def climb(found, path):
    for side, half in path:
        other = bytes.fromhex(half)
        found = sha(b"\x01" + (other + found if side == "left" else found + other))
    return found


def check(proof, key=None):
    """Every line and batch that does not hold, in words."""
    if proof.get("format") != "cityhall-journal-proof/1":
        return ["这不是一厅通的办件证明"]
    wrong = []
    for number, batch in sorted(proof["batches"].items(), key=lambda one: int(one[0])):
        public = bytes.fromhex(key or proof["keys"][str(batch["key"])])
        if str(batch["heading"]["number"]) != number:
            wrong.append(f"第 {number} 批：编号不符")
        if not signed(public, sha(canonical(batch["heading"])), bytes.fromhex(batch["signature"])):
            wrong.append(f"第 {number} 批：签名不对")
    for one in proof["lines"]:
        line, batch = one["line"], proof["batches"].get(str(one["batch"]))
        if batch is None or climb(sha(b"\x00" + canonical(line)), one["path"]).hex() != batch["heading"]["root"]:
            wrong.append(f"第 {line.get('id')} 条（{line.get('at')}，{line.get('event')}）：与固化时不同")
    return wrong


def main(arguments):
    if not arguments:
        print(__doc__)
        return 2
    try:
        with open(arguments[0], encoding="utf-8") as file:
            proof = json.load(file)
        wrong = check(proof, arguments[1] if len(arguments) > 1 else None)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as trouble:
        print(f"读不懂这份证明：{trouble!r}")
        return 2
    for sentence in wrong:
        print(sentence)
    if wrong:
        print("核验没有通过：证明被改动过，或不是这座城市签发的")
        return 1
    for one in proof["lines"]:
        sealed = proof["batches"][str(one["batch"])]["heading"]["at"]
        print(f"{one['line']['at']}  {one['line']['event']}  第 {one['batch']} 批，{sealed} 前固化")
    print(f"核验通过：{len(proof['lines'])} 条记录自固化起没有改动；{proof.get('waiting', 0)} 条当时还没有固化")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
