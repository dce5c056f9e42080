/** What differs between a developer's machine and production. Expo writes EXPO_PUBLIC_… into the bundle. */
export const CONFIGURATION = {
  baseUrl: process.env.EXPO_PUBLIC_BIMRIDE_URL ?? 'http://localhost:3000',
  /** The issuer that the server trusts. Without another one it is the server's own. */
  issuer:
    process.env.EXPO_PUBLIC_BIMRIDE_ISSUER ?? `${process.env.EXPO_PUBLIC_BIMRIDE_URL ?? 'http://localhost:3000'}/oidc`,
  clientId: 'bimride-mobile',
  /** Registered with the issuer, character by character; its scheme is `scheme` of app.json. */
  redirectUri: 'com.bimride.app:/callback',
} as const;
