using Liburia.Platform.Law;
using Liburia.Registry.Certificates;
using Liburia.Registry.Residents;
using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Liburia.Registry.Tests;

/// <summary>The population register: Maria's sheet, and a certificate of hers that a stranger verifies.</summary>
internal sealed class RegistryDoors : ModuleDoors
{
    public override string Module => "Registry";

    public override async Task PlantAsync(Planted planted)
    {
        using var citizen = await planted.Town.AsCitizenAsync();
        await CertificateSample.ToCheckAsync(citizen, use: "7");
        await citizen.SubmitAsync();
        await planted.Town.JobsDoneAsync();
        await planted.Town.InAsync("cesa", async services =>
        {
            var register = services.GetRequiredService<ResidentRegister>();
            var maria = (await register.SearchAsync("de luca maria dlcmra85", 1))[0];
            var home = await register.DwellingAsync(maria.Resident.Id, LegalTime.Today(TimeProvider.System), DateTime.UtcNow.AddSeconds(1));
            var certificate = await services.GetRequiredService<Platform.Database.AppDb>().Set<Certificate>().AsNoTracking().FirstAsync(c => c.SubjectId == maria.Person.Id);
            planted.Put("resident", maria.Resident.Id);
            planted.PutCode("certificate", certificate.VerificationCode);
            planted.Tell(home!.InWords, certificate.ControlCode);
            return true;
        });
    }

    public override string? PartOf(Planted planted, Door door, string name) => name switch
    {
        "id" when door.Pattern.Contains("residenti/", StringComparison.Ordinal) => $"{planted["resident"]:n}",
        "panel" => "pratiche",
        "code" when door.Pattern.Contains("verifica/", StringComparison.Ordinal) => planted.CodeOf("certificate"),
        _ => null,
    };
}
