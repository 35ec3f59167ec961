import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { toGrokVideoError } from '../errors';
import { explain, keyBlocked } from '../protocol/explain';
import { readProvider, type Provider } from '../protocol/providers';
import { callForTest } from '../transport/http';

/** Asks for the model list, which costs nothing, and says in words what is wrong with the credential. */
export async function grokVideoApiTest(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	let provider: Provider | undefined;
	try {
		provider = readProvider(credential.data ?? {});
		const { protocol, label } = provider;
		const result = await callForTest(this, provider, protocol.testKey());
		const state = result.kind === 'response' ? protocol.readKey(result) : 'unreadable';
		if (state === 'keyBlocked') throw keyBlocked(label);
		if (state === 'unreadable') throw explain(result, 'credentialTest', provider);
		return { status: 'OK', message: `Connected to ${label}` };
	} catch (error) {
		const { text } = toGrokVideoError(error);
		return { status: 'Error', message: provider?.redact(text) ?? text };
	}
}
