/** Client for n8n 2's Agents (module `agents`). Uses the REST API of the editor. */
export class AgentsClient {
	#client;
	#base;

	constructor(client, { id }) {
		this.#client = client;
		this.#base = `/rest/projects/${id}/agents/v2`;
	}

	/** A client for the signed-in user's personal project. */
	static async open(client) {
		return new AgentsClient(client, await client.get('/rest/projects/personal'));
	}

	/** Creates an agent from a config as the editor saves it: model, credential, instructions, tools. Returns its ID. */
	async create(name, config) {
		const { id } = await this.#client.post(this.#base, { name });
		const path = `${this.#base}/${id}`;
		const { config: defaults, configHash } = await this.#client.get(`${path}/config`);
		const body = { config: { ...defaults, ...config }, baseConfigHash: configHash };
		await this.#client.request('PUT', `${path}/config`, body);
		const { status, issues } = await this.#client.get(`${path}/validation`);
		if (status !== 'valid') throw new Error(`The agent is ${status}: ${JSON.stringify(issues)}`);
		return id;
	}

	/** Sends a message to an agent. Returns the events of its response (`type`: tool-call, tool-result, done, …). */
	async chat(id, message) {
		return await this.#stream(`${this.#base}/${id}/chat`, { message });
	}

	/** Approves or rejects the tool call of a `tool-call-suspended` event. Returns the events that follow. */
	async approve(id, { runId, toolCallId }, approved) {
		const body = { runId, toolCallId, resumeData: { approved } };
		return await this.#stream(`${this.#base}/${id}/chat/resume`, body);
	}

	async #stream(path, body) {
		const response = await this.#client.fetch('POST', path, body);
		const text = await response.text();
		if (!response.ok) throw new Error(`${path} -> ${response.status} ${text}`);
		const events = text.split('\n').filter((line) => line.startsWith('data: '));
		return events.map((line) => JSON.parse(line.slice('data: '.length)));
	}
}
