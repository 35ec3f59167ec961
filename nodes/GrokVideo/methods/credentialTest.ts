import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	IDataObject,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { MODELS_LIMIT_SECONDS } from '../constants';
import { Problem } from '../problem';
import { silenceOf, toAnswer, type Reply } from '../transport/reply';
import { problemOf } from '../transport/problems';
import { asObject } from '../transport/words';
import { readProvider, type Provider } from '../transport/provider';

/** Asks for the model list, which costs nothing, and says in words what is wrong with the credential. */
export async function grokVideoApiTest(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	try {
		const provider = readProvider(credential.data ?? {});
		const reply = await callModels(this, provider);
		const body = reply.kind === 'answer' && reply.status < 300 ? asObject(reply.json) : undefined;
		if (body && body.success !== false && Array.isArray(body.data)) {
			return { status: 'OK', message: `Connected to ${provider.label}` };
		}
		throw problemOf(reply, 'credentialTest', provider);
	} catch (error) {
		const { message, details } =
			error instanceof Problem ? error : new Problem('The test did not run');
		return { status: 'Error', message: [message, details.advice].filter(Boolean).join('. ') };
	}
}

/** A credential test is given n8n's older request helper only. */
async function callModels(context: ICredentialTestFunctions, provider: Provider): Promise<Reply> {
	const { helpers } = context;
	try {
		const response = (await helpers.request({
			method: 'GET',
			uri: `${provider.baseUrl}/v1/models`,
			headers: { Authorization: `Bearer ${provider.apiKey}`, Accept: 'application/json' },
			timeout: MODELS_LIMIT_SECONDS * 1000,
			followRedirect: false,
			simple: false,
			resolveWithFullResponse: true,
		})) as { statusCode: number; headers: IDataObject; body: unknown };
		return toAnswer(response, provider);
	} catch (error) {
		return silenceOf(error);
	}
}
