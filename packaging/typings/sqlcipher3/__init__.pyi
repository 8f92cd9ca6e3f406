# SQLCipher's driver brings no types; its surface is that of the standard library's sqlite3.
from . import dbapi2 as dbapi2
