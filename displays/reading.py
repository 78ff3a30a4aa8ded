"""Numbers 0 … 9999 in words, Vietnamese and English.

Vietnamese: mốt, tư and lăm after mươi, lăm after mười, "không trăm" for empty hundreds inside a bigger number.
"""

TEN, HUNDRED, THOUSAND, BEYOND = 10, 100, 1000, 10_000

VI = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
VI_AFTER_TEN = (*VI[:5], "lăm", *VI[6:])
VI_AFTER_TENS = ("", "mốt", "hai", "ba", "tư", "lăm", *VI[6:])
EN_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
EN_TEENS = ("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
EN = (*EN_DIGITS, "ten", "eleven", "twelve", *EN_TEENS)
EN_TENS = ("", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def vietnamese(n: int, zero_tens: str = "linh") -> list[str]:
    """`zero_tens` stands for empty tens: "linh" in the north, "lẻ" in the south."""
    if n < HUNDRED:
        return _vietnamese_tens(n)
    if n < THOUSAND:
        return _vietnamese_hundreds(n, zero_tens)
    thousands, rest = divmod(n, THOUSAND)
    return [VI[thousands], "nghìn", *(_vietnamese_hundreds(rest, zero_tens) if rest else ())]


def _vietnamese_hundreds(n: int, zero_tens: str) -> list[str]:
    hundreds, rest = divmod(n, HUNDRED)
    head = [VI[hundreds], "trăm"]
    if rest == 0:
        return head
    return [*head, zero_tens, VI[rest]] if rest < TEN else head + _vietnamese_tens(rest)


def _vietnamese_tens(n: int) -> list[str]:
    tens, ones = divmod(n, TEN)
    if tens == 0:
        return [VI[ones]]
    if tens == 1:
        return ["mười", VI_AFTER_TEN[ones]] if ones else ["mười"]
    return [VI[tens], "mươi", VI_AFTER_TENS[ones]] if ones else [VI[tens], "mươi"]


def english(n: int) -> list[str]:
    if n < len(EN):
        return [EN[n]]
    if n < HUNDRED:
        tens, ones = divmod(n, TEN)
        return [EN_TENS[tens], *([EN[ones]] if ones else ())]
    unit, word = (THOUSAND, "thousand") if n >= THOUSAND else (HUNDRED, "hundred")
    whole, rest = divmod(n, unit)
    joint = ["and"] if 0 < rest < HUNDRED else []
    return [EN[whole], word, *joint, *(english(rest) if rest else ())]
