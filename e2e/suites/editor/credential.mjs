import assert from 'node:assert/strict';
import { CredentialDialog } from '../../lib/browser/credential-dialog.mjs';

export function credentialSteps(session) {
	session.step('tests a new credential and reports a wrong key', async () => {
		const { editor, stack } = session;
		const dialog = new CredentialDialog(editor);
		await editor.signIn('/home/credentials/create');
		await dialog.pickType('Grok Video API');
		assert.equal(await dialog.has('baseUrl'), false, 'known providers have a fixed URL');
		await dialog.choose('provider', 'Custom');
		await dialog.fill('baseUrl', `${stack.gateway.url}/`);
		await dialog.choose(
			'protocol',
			'new-api',
			async () => await session.saveScreenshot('credential-api-types', { keepFocus: true }),
		);
		await dialog.fill('apiKey', 'sk-wrong');
		await dialog.save();
		const error = await dialog.error();
		assert.match(error, /did not accept the API key \(HTTP 401\): 无效的令牌/);
		assert.match(error, /paste the API key again/);
		assert.doesNotMatch(error, /sk-wrong/);

		await dialog.fill('apiKey', stack.gateway.key);
		await dialog.save();
		await dialog.waitForSuccess();
		await session.saveScreenshot('credential');
	});
}
