from django.db import migrations, models

PARTS = [
    ("basic", "基本信息"), ("extend", "基本信息（续表）"), ("asks", "情形问题"), ("materials", "申请材料"), ("fields", "表单"),
    ("charges", "收费项目"), ("questions", "常见问题"), ("steps", "办理环节"), ("specials", "特别程序"), ("skip", "不导入这张表"),
]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("ch_catalogue", "0013_situations")]

    operations = [
        migrations.AlterField(
            model_name=name, name="part", field=models.CharField("表", max_length=10, choices=PARTS)
        )
        for name in ("importline", "columnmemory")
    ]  # fmt: skip
