/** Requests to an n8n server that keep its session cookie and unwrap its answers. */
export class Session {
	#cookie = '';

	constructor(url) {
		this.url = url;
	}

	/** The session, for a browser: "name=value". */
	get cookie() {
		return this.#cookie;
	}

	async request(method, path, body) {
		const response = await this.fetch(method, path, body);
		const text = await response.text();
		const answer = parseOr(text, text);
		if (!response.ok) {
			const error = new Error(`${method} ${path} -> ${response.status} ${text.slice(0, 600)}`);
			throw Object.assign(error, { status: response.status, body: answer });
		}
		return answer?.data ?? answer;
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
		const session = response.headers.getSetCookie().find((c) => c.startsWith('n8n-auth='));
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

function parseOr(text, fallback) {
	try {
		return JSON.parse(text);
	} catch {
		return fallback;
	}
}
