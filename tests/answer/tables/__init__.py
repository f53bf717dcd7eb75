"""Questions over tables: cells, words, queries, answers."""
