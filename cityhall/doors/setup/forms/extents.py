"""实施要素: who carries an item out, how it is offered, how far it reaches."""

from collections.abc import Mapping
from typing import Any

from django import forms

from cityhall.catalogue.terms import (
    Area,
    Depth,
    HandlingWay,
    Level,
    Nature,
    OnlinePart,
    PowerSource,
    Separation,
    Served,
)
from cityhall.organs.terms import Level as Tier

from .administration import area as tall
from .items import Content, lines_of

STANDING = ("level", "nature", "source", "entrusted_by")
OFFER = ("served", "ways", "depth", "parts", "area", "visit_reason", "url", "in_centre", "booking", "express", "terminals",
         "pay_online", "elder")  # fmt: skip
LISTS = ("partners", "person_topics", "company_topics", "places")
SCOPE = (*LISTS, "intermediary", "quota", "flow", "annual")
REFORMED = ("separation", "issue", "accept", "review", "issuer_accepts", "issuer_reviews", "same_power", "basis")
TIERS = [(t.value, t.label) for t in Tier]
PARTS = (("standing", STANDING), ("offer", OFFER), ("scope", SCOPE), ("reformed", REFORMED))
UNSAID = [("", "未填写")]


def boxes(label: str, choices: list[tuple[str, str]]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple)


def yes(label: str, hint: str = "") -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False, help_text=hint)


class ExtentForm(forms.Form):
    """Cleaned, it is the whole content, merged."""

    level = forms.ChoiceField(label="行使层级", choices=UNSAID + Level.choices(), required=False)
    nature = forms.ChoiceField(label="实施主体性质", choices=Nature.choices(), initial=Nature.STATUTORY)
    source = forms.ChoiceField(label="权力来源", choices=PowerSource.choices(), initial=PowerSource.OWN)
    entrusted_by = forms.CharField(
        label="委托机关", required=False, max_length=120, help_text="受委托实施的才填，要向社会公告"
    )
    served = boxes("服务对象分类", Served.choices())
    ways = boxes("办理形式", HandlingWay.choices())
    depth = forms.ChoiceField(label="网上办理深度", choices=UNSAID + Depth.choices(), required=False)
    parts = boxes("网上办理环节", OnlinePart.choices())
    area = forms.ChoiceField(label="通办范围", choices=[("", "不通办"), *Area.choices()], required=False)
    visit_reason = forms.CharField(
        label="到现场的原因", required=False, max_length=300, help_text="到现场次数不为 0 时写明为什么"
    )
    url = forms.CharField(label="网上办理地址", required=False, max_length=500, help_text="在别的系统办理时才填")
    in_centre = forms.BooleanField(label="进驻政务服务中心", required=False, initial=True)
    booking, express, terminals = yes("可预约"), yes("可快递"), yes("可用自助终端")
    pay_online, elder = yes("可网上支付"), yes("适老化服务")
    partners = forms.CharField(label="联办机构", required=False, widget=tall(2), help_text="每行一个")
    intermediary = forms.CharField(
        label="中介服务", required=False, max_length=1000, widget=tall(2), help_text="需要申请人委托的中介服务及其依据"
    )
    quota = forms.CharField(label="数量限制", required=False, max_length=500, help_text="没有限制就空着")
    person_topics = forms.CharField(
        label="自然人主题", required=False, widget=tall(2), help_text="如“生育收养”“就业创业”，每行一个"
    )
    company_topics = forms.CharField(
        label="法人主题", required=False, widget=tall(2), help_text="如“设立变更”“准营准办”，每行一个"
    )
    places = forms.CharField(
        label="实施的乡镇、村", required=False, widget=tall(2), help_text="下沉到乡镇街道、村社区的，每行一个区划代码"
    )
    flow = forms.CharField(label="办理流程说明", required=False, max_length=4000, widget=tall(3))
    annual = forms.CharField(
        label="年检年报", required=False, max_length=500, help_text="取得结果后每年要检验或报告什么"
    )

    separation = forms.ChoiceField(
        label="证照分离", choices=Separation.choices(), initial=Separation.NONE, required=False,
        help_text="取消的不能再作为许可发布；改为备案的类型须是备案；告知承诺的须有承诺书；优化服务的承诺须短于法定",
    )  # fmt: skip
    issue = boxes("发证层级", TIERS)
    accept = boxes("受理层级", TIERS)
    review = boxes("审核层级", TIERS)
    issuer_accepts, issuer_reviews = (
        yes("谁发证谁受理", "只在发证的层级受理"),
        yes("谁发证谁审核", "只在发证的层级审核"),
    )
    same_power = yes("市区同权", "市级、县级都可以受理和审核")
    basis = forms.CharField(label="改革要求的依据", required=False, max_length=300)

    def __init__(self, data: Any, content: Content) -> None:
        self.content = content
        initial = {
            name: told[name]
            for part, names in PARTS
            for told in [_told(content, part)]
            for name in names
            if told.get(name) is not None
        }
        initial |= {name: "\n".join(initial[name]) for name in LISTS if name in initial}
        super().__init__(data, initial=initial)

    def clean(self) -> dict[str, Any]:
        told = dict(super().clean() or {})
        told |= {name: lines_of(told.get(name, "")) for name in LISTS}
        kept = {part: {name: told.get(name) for name in names} for part, names in PARTS}
        kept["reformed"]["separation"] = kept["reformed"]["separation"] or Separation.NONE.value
        return {"content": {**self.content, **kept}}


def _told(content: Content, part: str) -> Mapping[str, Any]:
    told: Mapping[str, Any] = content.get(part) or {}
    return told
