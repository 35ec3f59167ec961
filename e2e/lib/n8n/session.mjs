/** Sends requests to an n8n server, keeps its session cookie, and unwraps its responses. */
export class Session {
	#cookie = '';

	constructor(url) {
		this.url = url;
	}

	/** The session cookie for a browser: "name=value". */
	get cookie() {
		return this.#cookie;
	}

	async request(method, path, body) {
		const response = await this.fetch(method, path, body);
		const text = await response.text();
		const parsed = parseJson(text, text);
		if (!response.ok) {
			const error = new Error(`${method} ${path} -> ${response.status} ${text.slice(0, 600)}`);
			throw Object.assign(error, { status: response.status, body: parsed });
		}
		return parsed?.data ?? parsed;
	}

	async fetch(method, path, body) {
		// n8n closes an idle connection after five seconds, sometimes just when a request is sent.
		const headers = { connection: 'close' };
		if (body !== undefined) headers['content-type'] = 'application/json';
		if (this.#cookie) headers.cookie = this.#cookie;
		const response = await fetch(this.url + path, {
			method,
			headers,
			body: body === undefined ? undefined : JSON.stringify(body),
		});
		const cookies = response.headers.getSetCookie();
		const session = cookies.find((cookie) => cookie.startsWith('n8n-auth='));
		if (session) [this.#cookie] = session.split(';');
		return response;
	}

	get(path) {
		return this.request('GET', path);
	}

	post(path, body = {}) {
		return this.request('POST', path, body);
	}
}

function parseJson(text, fallback) {
	try {
		return JSON.parse(text);
	} catch {
		return fallback;
	}
}
