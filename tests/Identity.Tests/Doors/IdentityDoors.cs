using Liburia.Identity.Contracts;
using Liburia.Identity.Delegations;
using Liburia.Identity.Staff;
using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Organization;
using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Liburia.Identity.Tests;

/// <summary>People and offices: somebody of the technical office with a position of theirs, a passkey of gino's, a first access of elsa's.</summary>
internal sealed class IdentityDoors : ModuleDoors
{
    public override string Module => "Identity";

    public override async Task PlantAsync(Planted planted)
    {
        var code = await planted.Town.InAsync("cesa", async services =>
        {
            var db = services.GetRequiredService<AppDb>();
            var gino = await db.Set<StaffMember>().FirstAsync(s => s.UserName == "gino");
            var office = (await db.Set<Position>().FirstAsync(p => p.StaffId == gino.Id)).OfficeId;
            var colleague = new StaffMember { Id = Guid.CreateVersion7(), UserName = "lina", FullName = "Lina Piantata" };
            var position = new Position
            {
                Id = Guid.CreateVersion7(),
                StaffId = colleague.Id,
                OfficeId = office,
                Role = Roles.CaseOfficer,
                Title = "Istruttrice",
                ValidFrom = new(2020, 1, 1),
            };
            var passkey = new StaffPasskey { Id = Guid.CreateVersion7(), StaffId = gino.Id, CredentialId = "piantata", PublicKey = [1], Name = "chiave piantata", Transports = "" };
            // Somebody who is nobody's visitor here delegates somebody else: neither Maria nor Luca may touch it.
            var delegation = new Delegation
            {
                Id = Guid.CreateVersion7(),
                Principal = "VRDLGU70B02F839U",
                PrincipalName = "Luigi Piantato",
                Representative = "BNCRSO80A41F839O",
                RepresentativeName = "Rosa Piantata",
                Services = "passo-carrabile",
                HoldsFrom = new(2020, 1, 1),
                HoldsUntil = new(2099, 1, 1),
                GivenAt = DateTime.UtcNow,
            };
            db.AddRange(colleague, position, passkey, delegation);
            planted.Put("delegation", delegation.Id);
            planted.Tell("Luigi Piantato", "Rosa Piantata");
            var made = await FirstAccess.CreateAsync(db, (await db.Set<StaffMember>().FirstAsync(s => s.UserName == "elsa")).Id, planted.Town.Clock);
            await db.SaveChangesAsync();
            planted.Put("office", office);
            planted.Put("officer", gino.Id);
            planted.Put("colleague", colleague.Id);
            planted.Put("position", position.Id);
            planted.Put("passkey", passkey.Id);
            return made;
        });
        planted.PutCode("first access", code);
        planted.Put("officer elsewhere", await planted.Town.ReadAsync("succivo", async db => (await db.Set<StaffMember>().AsNoTracking().FirstAsync(s => s.UserName == "gino")).Id));
    }

    public override string? PartOf(Planted planted, TestKit.Door door, string name) => name switch
    {
        "id" when door.Pattern.StartsWith("desk/personale/", StringComparison.Ordinal) => $"{planted["colleague"]:n}",
        "code" when door.Pattern.Contains("primo-accesso/", StringComparison.Ordinal) => planted.CodeOf("first access"),
        _ => null,
    };

    public override Guid? IdOf(Planted planted, TestKit.Door door, string name) => name switch
    {
        "Officer" => planted["officer"],
        "Office" or "office" or "OfficeId" or "ufficio" => planted["office"],
        "Substitute" or "chi" => planted["colleague"],
        "position" => planted["position"],
        "passkey" => planted["passkey"],
        "id" when door.Pattern.Contains("deleghe", StringComparison.Ordinal) => planted["delegation"],
        _ => null,
    };

    public override string? TextOf(string name) => name switch
    {
        "motivo" => "Verifica d'ufficio",
        "Role" => "istruttore",
        "ritorno" or "gestore" or "SAMLResponse" or "TaxCode" or "UserName" or "c" or "Office" or "claim" => "",
        _ => null,
    };
}
