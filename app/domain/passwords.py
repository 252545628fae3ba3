"""What a password must be: long, and not what everybody tries first. No rules about kinds of characters (ASVS 6.2)."""

from app.domain.words import N_

SHORTEST, LONGEST = 12, 256

# Passwords of twelve characters and more that lead every list of leaked ones, and what people make of a rule of twelve.
_LEAKED = """
123456789012 1234567890123 12345678901234 123456789123 123123123123 012345678910 0123456789012 987654321098
111111111111 000000000000 121212121212 112233445566 123321123321 147258369147 aaaaaaaaaaaa xxxxxxxxxxxx qwertyuiop12
qwertyuiop123 qwertyuiop[] qwertyuiopas qwertyuiopasdfgh qwerty123456 qwerty1234567 qwertyqwerty 1q2w3e4r5t6y
1q2w3e4r5t6y7u 1qaz2wsx3edc 1qaz2wsx3edc4rfv q1w2e3r4t5y6 zaq12wsxcde3 asdfghjkl123 asdfasdfasdf asdfghjklzxcvbnm
zxcvbnm12345 zxcvbnmasdfg abcdefghijkl abcdefghijklm abcd1234abcd abc123abc123 abcdef123456 password1234
password12345 password123456 passwordpassword password2024 password2025 password2026 passw0rd1234 mypassword123
newpassword1 newpassword123 changeme1234 changemenow1 letmeinletmein letmein12345 welcome12345 welcome123456
iloveyou1234 iloveyouforever iloveyouiloveyou ihateyou1234 administrator administrator1 admin1234567 adminadmin12
rootrootroot superman1234 spiderman123 batman123456 pokemon12345 starwars1234 princess1234 sunshine1234 football1234
baseball1234 basketball12 liverpool123 chelsea12345 barcelona123 dragon123456 monkey123456 master123456 shadow123456
michael12345 jennifer1234 christopher1 alexander123 computer1234 internet1234 trustno1trustno1 whatever1234
qazwsxedcrfv qazwsxedc123 secret123456 secretsecret correcthorsebatterystaple tiktokshop123 tiktoktiktok
ecwidecwid12 shopshopshop
"""
COMMON = frozenset(_LEAKED.split())


def objection(password: str, *own_words: str) -> str:
    """The sentence (msgid) that says why it cannot be used, or "". `own_words` are the e-mail address and the name."""
    if len(password) < SHORTEST:
        return N_("This is too short. At least 12 characters are needed.")
    if len(password) > LONGEST:
        return N_("This is too long. At most 256 characters fit.")
    plain = password.casefold()
    if plain in COMMON or len(set(plain)) < 4:
        return N_("Many people use this password, so it is tried first. Choose another one.")
    if any(plain == word.casefold() for word in own_words if word):
        return N_("This is your name or your email. Choose a password nobody can guess.")
    return ""
