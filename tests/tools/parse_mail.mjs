// Prints what mailparser reads in the e-mails of a folder, as one JSON document.
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
const { simpleParser } = createRequire(process.argv[2] + "/")("mailparser");
const found = [];
for (const name of readdirSync(process.argv[3]).sort()) {
  const mail = await simpleParser(readFileSync(`${process.argv[3]}/${name}`));
  found.push({
    subject: mail.subject,
    to: mail.to.value.map((one) => [one.name, one.address]),
    from: mail.from.value.map((one) => [one.name, one.address]),
    number: mail.messageId,
    text: mail.text,
    files: mail.attachments.map((one) => [one.filename, one.contentType, one.size]),
  });
}
console.log(JSON.stringify(found));
