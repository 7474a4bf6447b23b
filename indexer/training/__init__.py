"""How the bundled encoder is made: parallel text in, a directory for model2vec out.

``pairs`` reads translation memories, ``vocabulary`` finds the tokens, ``letters`` the pieces that
tokens share, ``batches`` draws what is trained on, ``trainer`` trains through
sentence-transformers, ``export`` writes the directory, ``run`` does it all. Every number that
tunes is in ``recipe``. Only ``treatylens train-encoder`` comes here; what it imports comes with
the extra ``training``.
"""
