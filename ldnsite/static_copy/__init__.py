"""The whole public site as files, for a plain host or an archive: `manage.py publish_static`.

The application itself answers for every address (`asking.py`), from those that the database names
(`starting.py`) to whatever their pages link to (`linking.py`); `writing.py` puts the answers into
files and the finished folder into its place.
"""
