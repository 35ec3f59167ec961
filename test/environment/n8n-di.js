module.exports = loadOnce('@n8n/di');
