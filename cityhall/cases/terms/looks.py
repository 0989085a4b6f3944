"""Sealed values of a case that are no field of its form."""

from cityhall.kernel.terms import Term


class OwnField(Term):
    """What of the city's file of her a citizen may ask to have put right."""

    NAME = "name", "姓名"
    ID_NUMBER = "id_number", "证件号码"
    PHONE = "phone", "联系电话"
    ADDRESS = "address", "地址"
    ENTITY = "entity", "关联单位"
    OTHER = "other", "其他信息"


class Sealed(Term):
    CONTACT = "contact_phone", "联系电话"
    DELIVERY = "delivery_address", "收件地址和电话"
