"""Codes of the gateway and of the token host (common-errors, authorization-overview-202407)."""

from app.domain.words import N_
from app.platforms.tiktok_shop import order_codes
from app.platforms.tiktok_shop.meanings.meaning import Entries, operator, reauthorise, seller_center, wait

ENTRIES: Entries = (
    (
        (36009002, 36009037),
        wait(N_("TikTok asks Weft to send more slowly."), N_("It is sent again by itself; nothing is lost.")),
    ),
    (
        (36009003, 36009007, 12001000, 12052881, 33001002, *sorted(order_codes.UNSURE)),
        wait(N_("TikTok had a fault of its own."), N_("It is tried again by itself; nothing is lost.")),
    ),
    (
        (
            *(36009004, 12052910, 98001004, 11050001, 36009022, 36009023, 12019210),
            *(11001002, 21001001, 25001001, 12019008),
        ),
        operator(
            N_("TikTok did not understand what Weft sent."),
            N_("TikTok’s own words name the part. Whoever runs this Weft can report it."),
        ),
    ),
    (
        (36009009, 36009010, 36009014),
        operator(N_("TikTok no longer takes this kind of request."), N_("Whoever runs this Weft should update it.")),
    ),
    (
        (36009033,),
        operator(
            N_("TikTok does not let this server in."),
            N_("Whoever runs this Weft adds its address to the allow list in TikTok’s Partner Center."),
        ),
    ),
    (
        (36009043, 36009044, 12052700, 12052704),
        seller_center(
            N_("The TikTok shop is not active."), N_("Open Seller Center, do what it asks for, then try again.")
        ),
    ),
    (
        (105001, 36004001, 36004005),
        reauthorise(N_("TikTok Shop no longer lets Weft in."), N_("Authorise again. Mappings stay; nothing is lost.")),
    ),
    (
        (105002,),
        wait(N_("The access to TikTok Shop had run out."), N_("It is renewed by itself, then sent again.")),
    ),
    (
        (101000,),
        reauthorise(
            N_("The access we hold does not belong to this TikTok shop."),
            N_("Authorise again with the shop’s main account. Mappings stay; nothing is lost."),
        ),
    ),
    (
        (105005,),
        reauthorise(
            N_("TikTok Shop did not allow Weft this step."),
            N_("Authorise again. If it stays, whoever runs this Weft has to switch the permission on first."),
        ),
    ),
    (
        (106001, 106013),
        operator(
            N_("TikTok does not accept Weft’s signature."),
            N_("Whoever runs this Weft should check the app key and the app secret."),
        ),
    ),
    (
        (36004004,),
        reauthorise(N_("The consent is no longer valid."), N_("Go to Authorize once more; it lasts 30 minutes.")),
    ),
)
