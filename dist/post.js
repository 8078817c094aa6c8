require('./main.js').entries.post()
