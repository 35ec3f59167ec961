import type {
	IAuthenticate,
	IAuthenticateGeneric,
	ICredentialTestFunctions,
	ILoadOptionsFunctions,
} from 'n8n-workflow';
import { GrokVideoApi } from '../credentials/GrokVideoApi.credentials';
import { GrokVideo } from '../nodes/GrokVideo/GrokVideo.node';
import { VERSION } from '../nodes/GrokVideo/loadEngine';
import { createAndWait } from './support/parameters';
import { failureOf, workflow } from './support/runs';
import { useGateway } from './support/useGateway';

/** Files that are changed while n8n runs, before the node is used for the first time. */

const mockEngine = jest.fn();
jest.mock('../nodes/GrokVideo/engine', () => mockEngine());

const gateway = useGateway();

type Authenticate = Exclude<IAuthenticate, IAuthenticateGeneric>;

const CASES: Array<[string, () => unknown, string]> = [
	[
		'of another version',
		() => ({ VERSION: '9.9.9', router: () => [[]] }),
		`The Grok Video node was updated from ${VERSION} to 9.9.9 while n8n was running, so nothing was sent. Run it again; if it says so again, restart n8n.`,
	],
	[
		'that are not all there',
		() => {
			throw new Error("Cannot find module './task/create'\nRequire stack:\n- /home/node/x.js");
		},
		"The files of the Grok Video node cannot be read, so nothing was sent: Cannot find module './task/create'. Restart n8n; if that does not help, install the node again.",
	],
];

describe.each(CASES)('files %s', (_what, load, message) => {
	beforeEach(() => {
		jest.resetModules();
		mockEngine.mockImplementation(load);
	});

	it('end a run in words, before anything was sent', async () => {
		const failure = await failureOf(workflow(gateway, createAndWait()));
		expect(failure).toMatchObject({ name: 'NodeOperationError', message });
		expect(failure.message).not.toContain('Require stack');
		expect(gateway.requests).toEqual([]);
	});

	it('are told of by the test of the credential, the model list and the HTTP Request node', async () => {
		const { credentialTest, listSearch } = new GrokVideo().methods;
		const credential = { id: '1', name: 'a', type: 'grokVideoApi', data: {} };
		const uses = [
			credentialTest.grokVideoApiTest.call({} as ICredentialTestFunctions, credential),
			listSearch.searchModels.call({} as ILoadOptionsFunctions),
			(new GrokVideoApi().authenticate as Authenticate)({}, { url: '' }),
		];
		for (const use of uses) await expect(use).rejects.toThrow(message);
	});
});
