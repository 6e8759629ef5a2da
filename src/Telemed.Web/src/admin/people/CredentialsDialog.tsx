import type { VNode } from "preact";
import { useWords } from "../../platform/words";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Icon } from "../../ui/Icon";
import { QrCode } from "../QrCode";
import { SecretLine } from "../SecretLine";
import type { Credentials } from "../types";
import { adminWords } from "../words";
import { peopleWords } from "./words";

interface CredentialsDialogProps {
  readonly name: string;
  readonly login: string | null;
  readonly credentials: Credentials;
  readonly onClose: () => void;
}

/** What a new or reset person signs in with. It cannot be closed by accident: nobody can show it again. */
export function CredentialsDialog({ name, login, credentials, onClose }: CredentialsDialogProps): VNode {
  const say = useWords(peopleWords);
  const sayAdmin = useWords(adminWords);
  return (
    <Dialog
      title={say("credentials", { name })}
      foot={
        <Button look="primary" icon="check" onClick={onClose}>
          {sayAdmin("handedOver")}
        </Button>
      }
    >
      <p class="note yellow">
        <Icon name="warning" />
        {sayAdmin("shownOnce")}
      </p>
      {login !== null && <SecretLine label={say("login")} text={login} />}
      <SecretLine label={say("password")} text={credentials.temporaryPassword} />
      <SecretLine label={say("secret")} text={credentials.totpSecret} />
      <QrCode text={credentials.totpUri} label={say("secondFactor")} />
    </Dialog>
  );
}
