using System.Text.Json;
using Liburia.Platform;
using Liburia.Platform.Commands;
using Liburia.Platform.Language;
using Liburia.Platform.Law;

namespace Liburia.Identity.Spid;

/// <summary>For who answers to the federation or to a judge: the messages of one login, whether the log of them is whole, and asking for the providers' metadata now. It runs on the machine that holds the keys, and nowhere else.</summary>
internal sealed class SpidCommand : ICommand
{
    public string Name => "spid";
    public string Words => "log --id ID | check | refresh";
    public string Summary =>
        "shows the messages exchanged with a SPID provider for one login, checks that the log of them is whole, or asks for the providers' metadata now";
    public string Flags => "data json";
    public IReadOnlyList<Option> Own => [new("id", "ID", "of a message of a login", value => value.Length > 0)];

    public async Task<int> RunAsync(Options options)
    {
        var installation = options.ToInstallation();
        InstallationStamp.Need(installation);
        var records = new SpidRecords(installation, options.Clock(installation));
        switch (options.Words)
        {
            case ["check"]:
                var (count, broken) = await records.CheckAsync();
                Console.WriteLine(options.Json ? JsonSerializer.Serialize(new { count, broken }) : broken is null ? $"{count} messaggi, tutti legati l'uno all'altro." : $"Il messaggio {broken} non segue da quello di prima: il registro è stato cambiato.");
                return broken is null ? 0 : 1;
            case ["log"]:
                var found = await records.FindAsync(options.Need("id"));
                if (found.Count == 0) throw new Refused($"nel registro non c'è un messaggio «{options["id"]}»: forse ha più di ventiquattro mesi, o non è mai stato ricevuto.");
                if (options.Json) Console.WriteLine(JsonSerializer.Serialize(found, JsonSerializerOptions.Web));
                else
                    foreach (var record in found)
                        Console.WriteLine($"{LegalTime.ToLocal(record.At):dd/MM/yyyy HH:mm:ss}  {record.Kind}  {record.Party}{(record.Outcome.Length == 0 ? "" : $"  rifiutato: {record.Outcome}")}\n{record.Xml}\n{record.Carrier}");
                return 0;
            case ["refresh"]:
                var asked = await records.RefreshAsync();
                if (options.Json) Console.WriteLine(JsonSerializer.Serialize(asked.Select(one => new { file = one.File, rule = one.Rule })));
                else if (asked.Count == 0) Console.WriteLine("Nessuna fonte: i gestori si scrivono in spid/fonti.txt, un file e il suo indirizzo per riga.");
                else
                    foreach (var (file, rule) in asked) Console.WriteLine(rule.Length == 0 ? $"{file}: aggiornato." : $"{file}: non aggiornato ({rule}); resta quello che c'è.");
                return asked.Any(one => one.Rule.Length > 0) ? 1 : 0;
            default:
                throw new Refused("si dice «liburia spid log --id ID», «liburia spid check» o «liburia spid refresh».");
        }
    }
}
