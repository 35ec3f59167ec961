import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import globals from 'globals';

/**
 * The rules for JavaScript: build scripts and tools, none of which ships.
 * TypeScript has n8n's own eslint.config.mjs, which must stay as it is (see CONTRIBUTING.md).
 */
export default defineConfig(
	globalIgnores(['coverage', 'dist', 'reports', '**/.*/']),
	{
		files: ['**/*.{js,mjs}'],
		extends: [js.configs.recommended],
		languageOptions: { globals: globals.nodeBuiltin },
	},
	{
		files: ['**/*.js'],
		languageOptions: {
			sourceType: 'commonjs',
			globals: {
				...globals.node,
				loadOnce: 'readonly', // test/environment
			},
		},
	},
	{
		// Holds functions that run in the editor's page.
		files: ['e2e/lib/browser/*.mjs'],
		languageOptions: { globals: globals.browser },
	},
);
