"""Error codes and the platform's wording, defects included (pages: common-errors, and each endpoint's own)."""

from __future__ import annotations

from sandbox.tiktok_shop.order_codes import ORDER_CODES

_RULES = (
    "it cannot contain HTML escape characters (e.g., &nbsp;), emojis, or ASCII control characters (e.g., \\u007F). "
    "It also cannot consist solely of symbols (e.g., //// or !@#$$$&), nor can it have more than 9 consecutive "
    "repeated characters (e.g., aaaaaaaaa or 111111111)."
)
_RESTRICTED = (
    "This category is restricted. To sell in this category, apply through the Qualification Center in Seller Center."
)

GATEWAY: dict[int, tuple[int, str]] = {
    36009002: (429, "Too many requests. You've made too many requests in a short period of time."),
    36009003: (
        500,
        "Internal error. Please try again. If the issue persists after multiple attempts, "
        "please contact platform support.",
    ),
    36009004: (400, "invalid param error"),
    36009009: (404, "Invalid path. Check the request path and try again."),
    36009010: (405, "Invalid method. Check the request method and try again."),
    36009014: (400, "The version name is invalid, please check and retry."),
    36009021: (413, "Invalid file size."),
    36009022: (400, "Invalid request format. The content type must be application/json or multipart/form-data."),
    36009023: (400, "Invalid request format. The content type must be multipart/form-data."),
    36009037: (429, "Too many requests. A sandbox shop may make 1000 requests an hour."),
    36009043: (401, "Access denied. The shop is inactive."),
    36009044: (401, "Access denied. The seller is inactive."),
    101000: (400, "Invalid query or header. The access token and the shop_cipher do not belong together."),
    105001: (401, "access token is invalid; detail:your token has been deauthorized"),
    105002: (401, "Expired credentials. The access token has expired, refresh it and try again."),
    105005: (
        403,
        "Access denied. You do not have permission to call this API; check the scopes of your app and your token.",
    ),
    106001: (401, "Invalid credentials. The 'sign' query parameter is invalid."),
    106013: (400, "Missing identifier. The `shop_cipher` query parameter is required"),
}

BUSINESS: dict[int, str] = {
    11050001: "invalid param",
    12019006: "product description is invalid",
    12019008: "Product id is invalid",
    12019011: "product package weight is invalid",
    12019012: "product package size is invalid",
    12019015: "The number of SKU exceed the limit",
    12019022: "SKU must contain a valid warehouse.",
    12019024: "stock count is invalid",
    12019027: "The maximum count of “seller_skus” in the search filter is 10.",
    12019028: "Multiple warehouses detected. Include all warehouse IDs and the corresponding details and try again.",
    12019059: "seller sku is invalid",
    12019064: (
        "No matching categories. Provide the full name of your product, edit its product properties, and try again."
    ),
    12019087: "The number of SKU IDs exceeds the limit of 10",
    12019095: "`pre_sale.fulfillment_type` is missing or empty.",
    12019096: "The value for `pre_sale.type` is missing.",
    12019097: "`pre_sale.fulfillment_type.release_date` must be set to a non-zero value.",
    12019098: "`pre_sale.fulfillment_type.handling_duration_days` must be set to a non-zero value.",
    12019099: (
        "The specified `pre_sale.type` is not supported in your region. Refer to the API documentation for details."
    ),
    12019100: "All SKUs of a product must have the same `pre_sale.type`. Do not assign different values.",
    12019103: "Couldn't upload file, the file is empty.",
    12019104: "The file name is empty.",
    12019105: "Failed to process the file. The format or content is not supported.",
    12019108: "page number is invalid",
    12019109: "page size is invalid",
    12019113: "product status is invalid",
    12019116: "The image dimensions exceed the allowed limits.",
    12019118: "search create time invalid",
    12019119: "search update time invalid",
    12019120: "The number of provided product IDs exceeds the limit.",
    12019122: "The video ratio must be between 9:16 and 16:9.",
    12038002: "Invalid upload file. Please ensure you are passing the correct file data.",
    12038004: "Failed to process the image. The format or content is not supported.",
    12038005: "The file size exceeds the maximum allowed size.",
    12038014: (
        "The image dimensions exceed the allowed limits. Allowed dimensions (width x height in pixels): "
        "{{min_width}} x {{min_height}} to {{max_width}} x {{max_height}}"
    ),
    12038015: "Failed to process the image. The format or content is not supported. Supported formats: {{formats}}",
    12052002: "Incorrect category format",
    12052003: "Incorrect parcel height format",
    12052004: "Incorrect parcel width format",
    12052005: "Incorrect parcel length format",
    12052006: "Incorrect parcel weight format",
    12052012: "Incorrect price format",
    12052013: "The product description cannot exceed maximum characters",
    12052015: "The product description is required",
    12052023: "Category does not exist",
    12052024: "Category is not final category",
    12052026: "Brand does not exist",
    12052028: "Main product image is required",
    12052032: "The product does not exist",
    12052036: "The SKU ID is necessary",
    12052037: (
        "Couldn't update inventory. Possible causes:\n"
        "- Inventory is automatically allocated and cannot be modified manually\n"
        "- Warehouse IDs provided are incorrect\n"
        "- Missing warehouse IDs (all warehouses that stock the product must be included)"
    ),
    12052038: "Product price locked due to ongoing promotion. ",
    12052048: "You cannot edit the specified product(s) as it isn't listed in your account or shop.",
    12052050: "A single product cannot have more than 100 different SKUs",
    12052051: "The product name exceed max limit characters",
    12052054: "The seller SKU text length cannot exceed max limit characters",
    12052055: "The SKU inventory quantity for the warehouse must be within allowed limits.",
    12052056: "The num of image in description cannot exceed max limit",
    12052073: "The product price is invalid",
    12052084: "The provided currency is not available for this shop/region.",
    12052093: "Exceeded the product listing limit for the seller.",
    12052097: "The warehouse does not exist",
    12052104: "property is required",
    12052105: "required qualification miss",
    12052115: "seller has no warehouse",
    12052116: "product package size is invalid",
    12052128: "Size chart not found",
    12052152: "sale property name contains restricted words",
    12052180: "The total number of search results can not exceed 10000.",
    12052181: "The package weight of the product can not be zero.",
    12052182: (
        "The '{{sub_property_name}}' field is required as you've selected '{{parent_property_value}}' "
        "for '{{parent_property_name}}'."
    ),
    12052183: (
        "The '{{sub_property_name}}' field should be left empty as you've selected '{{parent_property_value}}' "
        "for '{{parent_property_name}}'."
    ),
    12052189: "Brand names must be at least 2 characters.",
    12052190: "Brand names must not be longer than 30 characters.",
    12052191: "Brand names can't include special fonts or emoticons.",
    12052192: "The brand name can't contain 5 or more consecutive numbers.",
    12052202: "The total number of brands you have created today exceeds the limit.",
    12052203: "The total number of brands you have created exceeds the limit.",
    12052204: "The brand name you created is invalid.",
    12052205: "This brand name already exists.",
    12052208: "A brand authorization is required to publish this listing.",
    12052217: "All region shops must use V2 categories. Check the documentation for further details.",
    12052220: "This category is prohibited or unsupported on TikTok Shop. Select another category.",
    12052222: "category do not support cod",
    12052223: _RESTRICTED,
    12052230: "Category version and categoryID are not matched.",
    12052235: "The format of url is invalid",
    12052241: "attribute name or attribute id is empty.",
    12052242: "The attribute name characters cannot exceed max_limit",
    12052244: "The attribute name duplicate.",
    12052246: "The {{property_type}} not support multi selected, attribute id is :{{property_id}}.",
    12052247: "Do not support custom product attribute.",
    12052248: "The {{property_type}}  value name or attribute value id is empty.",
    12052249: (
        "The {{property_type}} value name characters cannot exceed {{max_limit}}, "
        "attribute value name is :{{property_value_name}}."
    ),
    12052251: "Duplicated attribute values found for an attribute. Remove or modify the duplicated value.",
    12052253: "Duplicate attribute value id",
    12052254: "Duplicate attribute id",
    12052256: "The  {{property_name}}  value need to be positive integers or positive decimals .",
    12052260: "The product ID does not exist",
    12052261: "product name is empty",
    12052262: "Chinese characters are not supported in product name",
    12052266: "The product name contains non-English characters.",
    12052269: "The selected time is outside the limit",
    12052300: "product main image uri illegal",
    12052301: "Width and length of main image must be at least {{min_limit}}, check uri {{uri}}",
    12052302: "The main images size exceed limit.",
    12052306: "main product images count exceed limit",
    12052310: "The futures information filled in by the seller does not meet the requirements.",
    12052340: "product description image uri illegal",
    12052341: "The description images size cannot exceed limit.",
    12052344: "The product  description html syntax with error",
    12052345: "The product description html tag not support.",
    12052348: "The product description html tag required attribute is miss.",
    12052349: "The product description html tag not support nest.",
    12052350: "The product description html tag contain illegal attribute.",
    12052351: "The product description contains non-English characters.",
    12052352: "The product description nest exceeding limit",
    12052356: "The number of 'supplementary_sku_images' for the sales attribute value exceeds the maximum limit.",
    12052357: (
        "'supplementary_sku_images' is only allowed when 'sku_img' is specified. "
        "Add an image to 'sku_img' and try again."
    ),
    12052360: "The video id is not exist.",
    12052369: "external_id length check fail",
    12052375: "product list price is invalid",
    12052383: "product list price exceed limit",
    12052385: "Please enter valid certificate expiration date",
    12052393: "Product locked for Promotion and stock can't be updated below current stock",
    12052402: "seller shipping template is empty",
    12052419: "The shop tasks necessary for posting products have not been completed. Please go to complete them",
    12052420: "warehouse didn't set logistics service",
    12052488: "This region doesn't support save draft after product submitted",
    12052490: "The handling time must be within the allowed limits.",
    12052520: "product sale property image uri illegal",
    12052522: "Product sale property image is required",
    12052525: "The attribute max num cannot exceed 3.",
    12052527: "The sale attribute id not exist.",
    12052528: (
        "You can add images to only 1 product variation, which will serve as the primary variation "
        "for display in the product options gallery."
    ),
    12052529: "The property value id not exist.",
    12052530: "The warehouse ' {{warehouse ID}} ' does not belong to this shop/seller.",
    12052531: "The warehouse is disabled.",
    12052532: "the warehouse not delivery warehouse",
    12052533: (
        "Removal, addition, and change of warehouses are not permitted. "
        "Please specify the original warehouses for the SKUs."
    ),
    12052535: (
        "Couldn't publish this product as you haven't set the return warehouse for your shop. "
        "Add the return warehouse information on TikTok Shop Seller Center first and try again."
    ),
    12052547: "There is no version of this product that is under review. Please obtain the online version.",
    12052549: (
        "The current shipping template is unavailable due to the unavailability of shipping method. "
        "Please change the shipping template."
    ),
    12052550: "SKU property must contain all properties",
    12052553: "Sku id duplicate",
    12052555: "The warehouse id is duplicate",
    12052556: "The SKU id not exist.",
    12052557: "The SKU ID does not belong to the product.",
    12052560: "The SKU contains duplicate sales attribute.",
    12052570: "product price exceed limit",
    12052571: "Missing price for SKU(s)",
    12052591: "Invalid number of digits of identifier code",
    12052592: "Identifier code already entered, cannot enter the same code twice",
    12052593: "The identifier code cannot be changed once be submitted",
    12052598: "Only the last digit supports input X",
    12052600: "The identifier code type must be selected",
    12052604: "The scheduled listing time is invalid",
    12052650: "product qualification image uri illegal",
    12052655: "qualification id not exist",
    12052656: "qualification id duplicate",
    12052657: "qualification image and pdf file is out of limit.",
    12052658: "product qualification file uri illegal",
    12052670: (
        "The size chart image URI is invalid. "
        "Note: API users must use the URI generated by the Upload Product Image API."
    ),
    12052673: "Product sizechart  image is required",
    12052700: "The seller is inactive.",
    12052703: "Invalid seller tax number",
    12052722: "The image URI does not exist in TikTok Shop.",
    12052901: (
        "The product in its current status is not available for this operation. "
        "Change the product status and try again."
    ),
    12052902: "The SKU list is empty. Either omit the list entirely, or provide all required details.",
    12052910: "Invalid input parameters. Refer to the API documentation for details.",
    12052915: "package weight unit and dimension unit miss match.",
    12052916: "The package unit is not supported in the current region.",
    12052923: "contact info required",
    12052931: f"The title must follow these formatting rules: {_RULES}",
    12052932: f"The description must follow these formatting rules: {_RULES}",
    12052933: f"Sales attribute names must follow these formatting rules: {_RULES}",
    12052934: f"Sales attribute value names must follow these formatting rules: {_RULES}",
    12052935: f"Product attribute value names must follow these formatting rules: {_RULES}",
    12052990: "Check failed",
    12052996: "external_id duplicated",
    21008116: "No Subscription without specified delivery option.",
    21008117: (
        "The delivery of the specified delivery_option_id is fulfilled by TikTok. "
        "No shipping provider will be returned."
    ),
    36004001: "rt has expired",
    36004004: "Invalid auth code",
    36004005: "can not find related auth record",
} | ORDER_CODES
