"""The check code by the name that the records use; it lives in the domain, where files may ask for it too."""

from tally.domain.check_code import canonical, check_code, is_whole

__all__ = ["canonical", "check_code", "is_whole"]
