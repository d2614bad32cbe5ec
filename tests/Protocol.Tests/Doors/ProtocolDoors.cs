using Liburia.Protocol.Entries;
using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Protocol.Tests;

/// <summary>The register: a paper letter, with its scan.</summary>
internal sealed class ProtocolDoors : ModuleDoors
{
    private const string Letter = "Lettera riservata sul garage";

    public override string Module => "Protocol";

    public override async Task PlantAsync(Planted planted)
    {
        using var bruno = await planted.Town.AsStaffAsync("bruno");
        await ProtocolSample.RegisterAsync(bruno, Letter);
        var letter = await planted.ReadAsync(db => db.Set<ProtocolEntry>().AsNoTracking().FirstAsync(e => e.Subject == Letter));
        planted.Put("letter", letter.Id);
        planted.Put("scan", await planted.ReadAsync(async db => (await db.Set<EntryDocument>().AsNoTracking().FirstAsync(d => d.EntryId == letter.Id)).Id));
        planted.Tell(Letter, letter.NumberInWords, letter.Segnatura);
    }

    public override string? PartOf(Planted planted, Door door, string name) =>
        name == "id" && door.Pattern.Contains("protocollo/", StringComparison.Ordinal) ? $"{planted["letter"]:n}" : null;

    public override Guid? IdOf(Planted planted, Door door, string name) => name == "file" ? planted["scan"] : null;

    public override string? TextOf(string name) => name switch
    {
        "Direction" or "verso" => "Incoming",
        "Classification" => "I/6 Archivio generale",
        "classe" or "canale" => "",
        _ => null,
    };
}
