"""Questions over tables: typed columns, a grammar of questions, SQL in a sealed process. May import: answer."""
