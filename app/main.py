"""create_app(settings): which routes there are, and what every request passes through. Wiring only."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from litestar import Litestar
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State

from app.resources import Resources, open_resources
from app.settings import Settings
from app.vault import Vault
from app.web import (
    accounts,
    authorization,
    cancellations,
    carrier_questions,
    categories,
    checks,
    connections,
    health,
    home,
    labels,
    links,
    mailbox,
    missed_orders,
    order_actions,
    order_pages,
    order_settings,
    orders,
    password_resets,
    product_settings,
    products,
    pulls,
    pushes,
    root,
    shipments,
    tasks,
    updates,
    webhook_log,
    webhooks,
)
from app.web.assets import asset_routes
from app.web.background import Background
from app.web.csrf import CsrfProtection
from app.web.failures import on_failure
from app.web.frame import FramedLitestar
from app.web.gallery import gallery_routes
from app.web.guards import DEPENDENCIES, signed_in
from app.web.headers import origin_of, security_headers
from app.web.render import template_config
from app.web.sessions import Sessions
from app.web.watchers import Watchers

MOST_BYTES = 512 * 1024  # of a posted form; a handler that takes files says so itself

ROUTES = [
    *root.ROUTES,
    *accounts.ROUTES,
    *password_resets.ROUTES,
    *mailbox.ROUTES,
    *connections.ROUTES,
    *authorization.ROUTES,
    *home.ROUTES,
    *products.ROUTES,
    *pulls.ROUTES,
    *pushes.ROUTES,
    *updates.ROUTES,
    *checks.ROUTES,
    *tasks.ROUTES,
    *categories.ROUTES,
    *product_settings.ROUTES,
    *orders.ROUTES,
    *order_pages.ROUTES,
    *order_actions.ROUTES,
    *shipments.ROUTES,
    *carrier_questions.ROUTES,
    *labels.ROUTES,
    *links.ROUTES,
    *cancellations.ROUTES,
    *missed_orders.ROUTES,
    *order_settings.ROUTES,
    *webhook_log.ROUTES,
    health.health,
    *asset_routes(),
]


def create_app(settings: Settings, resources: Resources | None = None) -> FramedLitestar:
    """The web application. Opens what it needs when it starts, unless `resources` are given (tests share theirs)."""

    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            res = resources if resources is not None else await stack.enter_async_context(open_resources(settings))
            app.state.resources = res
            app.state.background = background = Background()
            stack.push_async_callback(background.finish)
            app.state.letterbox = intake.letterbox
            stack.push_async_callback(intake.letterbox.finish)
            app.state.watchers = await stack.enter_async_context(Watchers.following(res.redis))
            yield

    csrf_key = Vault(settings.secret_keys).derive("csrf")
    app = FramedLitestar(
        route_handlers=[*ROUTES, *gallery_routes(local=settings.local)],
        lifespan=[lifespan],
        state=State(),
        middleware=[
            Sessions(secure=settings.https),
            CsrfProtection(csrf_key, origin_of(settings.base_url), secure=settings.https),
        ],
        guards=[signed_in],
        dependencies=DEPENDENCIES,
        exception_handlers={Exception: on_failure},
        template_config=template_config(),
        # Tokens in pages are masked anew each time (csrf.py), so that compressing them gives nothing away.
        compression_config=CompressionConfig(
            backend="gzip", gzip_compress_level=5, minimum_size=1024, exclude_opt_key="no_compress"
        ),
        request_max_body_size=MOST_BYTES,
        openapi_config=None,
        logging_config=None,  # app/logs.py; failures.py writes down what goes wrong
    )
    app.headers_for_all = security_headers(settings)
    intake = webhooks.Intake(lambda: app.state.resources, app.headers_for_all)
    app.machines = dict.fromkeys(webhooks.PATHS, intake)
    return app
