from tests.mirror.screens import *
def test_try(app, login, settings, queries):
    office=make_office(settings.instance_dir)
    b=login(office.clerk); bind(b,office); b.post(office.address('dong-bo'))
    it=[i for i in office.items() if i.field=='phone'][0]
    r=partial(b,office.address('muc',it.uid,'chon'),{'take':'value','value':'xyz?!'})
    print(r.status_code, r.text)
    it=[i for i in office.items() if i.field=='joined_on'][0]
    r=partial(b,office.address('muc',it.uid,'chon'),{'take':'value','value':'30/2/99'})
    print(r.status_code, r.text[:200])
    r=partial(b,office.address('muc',it.uid,'chon'),{'take':'value','value':'3/2/1999'})
    print(r.status_code, r.text, r.headers.get('HX-Trigger'))
    print(office.cell('Đảng viên','F12'), office.member('Lê Thị Hoa').joined_on)
