from intranet.mirror.models import *
from intranet.database import db, utcnow
from intranet.mirror import jobs, runs, lease
from datetime import timedelta
from tests.mirror.screens import *
from tests.mirror import screens
def test_shots(open_as, login, settings, assert_accessible, assert_fits, app):
    office=make_office(settings.instance_dir)
    app.config["WTF_CSRF_ENABLED"]=False
    b=login(office.clerk)
    def shot(page,name,full=True):
        page.wait_for_timeout(250); page.screenshot(path=f"/tmp/shots/{name}.png", full_page=full)
    pages={s:open_as(office.clerk,s) for s in ("desktop","phone")} if False else {}
    def both(path,name,act=None):
        print(name)
        for size in ("desktop","phone"):
            from intranet.database import reading; db.session.commit(); reading.set(True); user=office.clerk; user.login; db.session.commit(); app.config["WTF_CSRF_ENABLED"]=True
            page=pages.get(size) or pages.setdefault(size,open_as(user,size))
            db.session.rollback(); page.goto(path)
            if act: act(page)
            shot(page,f"{name}-{size}")
            try: assert_accessible(page)
            except AssertionError as e: print("AXE",name,size,str(e)[:900])
            try: assert_fits(page)
            except AssertionError as e: print("FIT",name,size,str(e)[:600])
        app.config["WTF_CSRF_ENABLED"]=False
    both("/bang-tinh/","01-empty")
    both("/bang-tinh/gan","02-choose")
    both(f"/bang-tinh/gan/trang?don_vi={office.top.uid}&loai=xlsx&o={NAME}","03-tabs")
    both(f"/bang-tinh/gan/trang?don_vi={office.top.uid}&loai=xlsx&o={NAME}","04-tabs-open", lambda p: p.locator("summary:has-text('từng cột')").nth(1).click())
    both(f"/bang-tinh/gan/trang?don_vi={office.top.uid}&loai=xlsx&o=moi.xlsx&moi=1","05-new")
    r=bind(b,office); assert r.status_code==303
    both(office.address(),"06-bound")
    both(office.address(),"07-preview", lambda p: p.get_by_role("button",name="Xem trước").click())
    b.post(office.address("dong-bo"))
    # conflicts
    m=office.member("Đỗ Văn Bình")
    from intranet.members import service as ms
    from dataclasses import replace
    from intranet.audit.actor import Actor, acting_as
    with acting_as(Actor("web", office.clerk.id)):
        ms.update(m, replace(ms.data_of(m), joined_on="2014-09-30"))
    db.session.commit()
    office.write("Đảng viên", F16="15/8/2014")
    b.post(office.address("dong-bo"))
    from intranet.mirror.models import InboxItem
    w=office.workbook(); bind_=db.session.scalars(select(TableBinding)).first()
    db.session.add(InboxItem(workbook_id=w.id,binding_id=bind_.id,key="n1",kind="note",tab="Chi bộ",cell="B9",message="Dòng này đã bị xóa trong bảng nhưng vừa được sửa trong phần mềm, nên được giữ lại. Nếu thật sự muốn bỏ, xin xóa lại."))
    db.session.commit()
    both(office.address(),"08-inbox")
    both("/bang-tinh/","09-list")
    both(office.address("cac-lan"),"10-runs")
    both(office.address("lan",db.session.scalars(select(SyncRun).order_by(SyncRun.id)).first().uid,"hoan-tac"),"11-undo")
    # typed
    def typing(p):
        p.locator("summary:has-text('Sửa tại đây')").nth(2).click()
        p.locator("details[open] input.input").first.fill("xyz?!"); p.locator("details[open] button").first.click(); p.wait_for_timeout(400)
    both(office.address(),"12-typed",typing)
    # running
    run=runs.queue(office.workbook(),"manual"); db.session.commit()
    rid=run.id; run.state="running"; run.progress={"done":4,"total":6,"words":"Đang so từng ô: Đăng ký làm theo"}
    w=office.workbook(); w.lease_holder=lease.new_holder(); w.lease_until=utcnow()+timedelta(minutes=5); run=db.session.get(SyncRun,rid); run.state="running"; run.progress={"done":4,"total":6,"words":"Đang so từng ô: Đăng ký làm theo"}; db.session.commit()
    both(office.address(),"13-running")
    w=office.workbook(); w.lease_holder=None; run=db.session.get(SyncRun,rid); run.state="queued"; run.started_at=utcnow()-timedelta(seconds=60); db.session.commit()
    both(office.address(),"14-nobody")
    run=db.session.get(SyncRun,rid); run.state="done"; run.finished_at=utcnow(); db.session.commit()
    # guard
    wb=load_workbook(office.path); ws=wb["Đảng viên"]
    for r in (10,11,12,14,16): 
        for c in range(1,13): 
            try: ws.cell(r,c).value=None
            except AttributeError: pass
    wb.save(office.path)
    b.post(office.address("dong-bo"))
    print(office.last_run().state)
    both(office.address(),"15-guard")
    both(office.address(),"16-guard-preview", lambda p: p.get_by_role("button",name="Xem trước").click())
