"""How readers find pages without searching: filters, topics, the sitemap, pages nearby.

Everything here reads `Edition.objects.current()` and asks a number of queries that does not grow
with the number of pages or topics.
"""
