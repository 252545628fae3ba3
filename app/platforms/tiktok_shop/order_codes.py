"""What codes of orders, parcels and cancellations mean for us besides their sentence (platform-facts T19)."""

# Internal errors and time-outs: nobody knows whether it was done. Those of the reads are tried again at once.
UNSURE = frozenset(
    {
        *(10002014, 10002015, 10006402, 10037002, 10037003, 10037004),
        *(11001027, 11001031, 11005010, 11006005, 11006026),
        *(21001008, 21001011, 21001029, 21001043, 21001055, 21008300, 21022029, 21022030, 21034006),
        *(25001058, 25007002, 25020008),
    }
)
# Somebody else held the lock: certainly not done, try again.
LOCKED = frozenset({25001028})

SHIPPED_ALREADY = (21011006, 21011020, 21042056, 21008099)
LABEL_BOUGHT = (21022025, 21008042, 21030006)
CANCELLED = (21011041, 21011042, 25001010)
UNDER_WAY = (25001011,)
CLOSED = (25001051, 25001003)
ANSWERED = (25011011, 25011012, 25020003, 25020004, 25020009, 25020010)
OTHER_STATE = (10007002, 21011003, 21032001, 21042057, 21008109)

# The order is not as we thought: to be read again, not to be sent again.
OUT_OF_DATE = frozenset((*SHIPPED_ALREADY, *LABEL_BOUGHT, *CANCELLED, *UNDER_WAY, *CLOSED, *ANSWERED, *OTHER_STATE))
