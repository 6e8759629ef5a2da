/** What the demonstration's sign-in page shows: people to try, each with the code of this moment. */
export interface Demonstration {
  readonly logins: readonly {
    readonly login: string;
    readonly password: string;
    readonly code: string | null;
    readonly codeSeconds: number | null;
    readonly role: string;
    readonly name: string;
    readonly facility: string;
  }[];
  readonly deviceKey: string | null;
  readonly aeTitles: readonly string[];
}
