using Liburia.Platform;
using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Organization;
using Liburia.Platform.Tenancy;
using Liburia.Protocol.Contracts;
using Liburia.Registry.Contracts;

namespace Liburia.Demonstration;

/// <summary>Offices and invented staff of a demonstration Comune.</summary>
internal static class DemonstrationOffices
{
    private static readonly string[] FamilyNames = ["Pagano", "Ruocco", "Di Lauro", "Caputo", "Verde", "Sorrentino", "Iovine", "Della Corte"];

    public static void Add(AppDb db, IReadOnlyList<IModule> modules, Municipality municipality, DateOnly today)
    {
        var (registry, protocol, secretary, technical, police, taxes) = (
            NewOffice("Ufficio anagrafe", "Residenza, stato di famiglia, certificati, carte di identità.", "anagrafe", municipality, 1),
            NewOffice("Ufficio protocollo", "Registrazione dei documenti in arrivo e in partenza, archivio.", "protocollo", municipality, 2),
            NewOffice("Segreteria generale", "Atti, consiglio e giunta, trasparenza.", "segreteria", municipality, 3),
            NewOffice("Ufficio tecnico", "Edilizia, lavori pubblici, suolo pubblico, segnalazioni, cimitero.", "tecnico", municipality, 4),
            NewOffice("Polizia locale", "Viabilità, pareri, contrassegni, controlli.", "polizia", municipality, 5),
            NewOffice("Ufficio tributi", "Imposte e tariffe comunali.", "tributi", municipality, 6));
        db.AddRange(registry, protocol, secretary, technical, police, taxes);
        Dictionary<string, Office> known = new()
        {
            ["anagrafe"] = registry,
            ["protocollo"] = protocol,
            ["segreteria"] = secretary,
            ["tecnico"] = technical,
            ["polizia"] = police,
            ["tributi"] = taxes
        };
        // Functions of modules that came later are the secretary's, until a demonstration has an office for them.
        db.AddRange(OfficeBook.Declared(modules).Select(function =>
            new AssignedFunction { FunctionKey = function.Key, OfficeId = known.GetValueOrDefault(function.Key, secretary).Id }));
        var seed = int.Parse(municipality.Istat) % FamilyNames.Length;
        string Family(int i) => FamilyNames[(seed + i) % FamilyNames.Length];
        var since = new DateOnly(today.Year - 3, 1, 1);
        AddStaff(db, $"Anna {Family(0)}", "anna", since, (registry, RegistryRoles.Clerk, "Ufficiale d'anagrafe delegata"));
        AddStaff(db, $"Bruno {Family(1)}", "bruno", since, (protocol, ProtocolRoles.Clerk, "Addetto al protocollo"));
        AddStaff(db, $"Dario {Family(2)}", "dario", since, (secretary, Roles.Secretary, "Segretario comunale"));
        AddStaff(db, $"Gino {Family(4)}", "gino", since, (technical, Roles.CaseOfficer, "Istruttore tecnico"));
        AddStaff(db, $"Ivo {Family(5)}", "ivo", since, (police, Roles.CaseOfficer, "Agente di polizia locale"));
        AddStaff(db, $"Carla {Family(6)}", "carla", since, (taxes, Roles.CaseOfficer, "Istruttrice dei tributi"));
        AddStaff(db, $"Franca {Family(7)}", "franca", since, (registry, Roles.OfficeHead, "Responsabile dei servizi demografici"));
        AddStaff(db, $"Elsa {Family(3)}", "elsa", since, (secretary, Roles.Administrator, "Amministratrice del sistema"));
    }

    private static Office NewOffice(string name, string tasks, string mailbox, Municipality municipality, int line) => new()
    {
        Id = Guid.CreateVersion7(),
        Name = name,
        Tasks = tasks,
        Mail = $"{mailbox}@{municipality.Mail.Split('@')[1]}",
        Phone = $"081 555 0{line}0{municipality.Istat[^1]}",
        OpeningHours = "lunedì-venerdì 9:00-12:00, martedì e giovedì anche 15:30-17:30",
    };

    private static void AddStaff(AppDb db, string fullName, string userName, DateOnly since, params (Office Office, string Role, string Title)[] positions)
    {
        var staff = new StaffMember { Id = Guid.CreateVersion7(), UserName = userName, FullName = fullName };
        db.Add(staff);
        foreach (var (office, role, title) in positions) db.Add(new Position { Id = Guid.CreateVersion7(), StaffId = staff.Id, OfficeId = office.Id, Role = role, Title = title, ValidFrom = since });
    }
}
