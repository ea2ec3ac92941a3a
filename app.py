"""Starts Tingblik: the application, or the page alone where a host looks for no application.

`streamlit run app.py` and `uvicorn app:app` find `app`, which has the routes of core/web beside the
pages. A host that runs this file as a plain script gets the pages and nothing else.
"""

from streamlit.runtime.scriptrunner import get_script_run_ctx

if get_script_run_ctx(suppress_warning=True) is None:
    from streamlit.starlette import App

    from core.ui.shell.application import MAIN, SITE, lifespan
    from core.web.application import middleware, routes

    app = App(MAIN, routes=routes(SITE), middleware=middleware(SITE), lifespan=lifespan)
else:
    from core.ui.shell.frame import run

    run()
