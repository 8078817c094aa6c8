require('./main.js').entries.action()
