from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ch_cases', '0006_answered_account'),
    ]

    operations = [
        migrations.CreateModel(
            name='Phrase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('account_id', models.BigIntegerField(verbose_name='账号')),
                ('text', models.CharField(max_length=200, verbose_name='内容')),
                ('at', models.DateTimeField(verbose_name='保存时间')),
            ],
            options={
                'verbose_name': '常用语',
                'constraints': [models.UniqueConstraint(fields=('account_id', 'text'), name='one_phrase_once')],
            },
        ),
    ]
