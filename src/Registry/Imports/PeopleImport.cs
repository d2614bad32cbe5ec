using Liburia.Platform.Database;
using Liburia.Platform.Imports;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Platform.Web;
using Liburia.Registry.Residents;
using Liburia.Subjects.Contracts;
using Liburia.Territory.Contracts;

namespace Liburia.Registry.Imports;

/// <summary>A judged line with the person it is about.</summary>
internal sealed record JudgedPerson(PersonLine Person, string Key, string Label, string Unit, LineVerdict Verdict)
    : JudgedLine(Person.Row, Key, Label, Unit, Verdict);

/// <summary>
/// The people of a Comune from the file of another program. A household goes in whole or not at all. Who is in the register already is known by tax code;
/// who has the name and the birthday of somebody there under another code is for a person to decide.
/// </summary>
internal sealed class PeopleImport(AppDb db, ISubjectRegister subjects, IStreetRegister streets, Enrolment enrolment, TimeProvider clock) : IImport
{
    public async Task<IReadOnlyList<JudgedLine>> JudgeAsync(IReadOnlyList<ImportRow> rows, ImportDecisions decisions, CancellationToken cancel = default)
    {
        var now = LegalTime.UtcNow(clock);
        var lines = rows.Select(row => PersonLine.Read(row, LegalTime.DayOf(now))).ToList();
        var book = await StreetBook.OpenAsync(streets, cancel);
        foreach (var line in lines) await book.FindAsync(line, cancel);
        foreach (var same in lines.Where(line => line.TaxCode.Length > 0).GroupBy(line => line.TaxCode).Where(same => same.Count() > 1))
            foreach (var line in same) line.Fault(PeopleFields.TaxCode,
                $"Lo stesso codice fiscale è anche alla riga {string.Join(", ", same.Where(other => other != line).Select(other => other.Row.Line))}");
        var there = await PeopleThere.ReadAsync(db, subjects, lines, now, cancel);
        foreach (var line in lines.Where(line => !line.IsWrong)) Match(line, there, decisions);
        foreach (var household in lines.Where(line => line.Household.Length > 0 && !line.IsLeftOut).GroupBy(line => line.Household)) Check([.. household],
            there);
        var addresses = await streets.AddressesAsync([.. lines.Select(line => line.Found?.Home?.CivicNumberId).OfType<Guid>().Distinct()], cancel);
        return [.. lines.Select(line => Judged(line, addresses))];
    }

    public Task ApplyAsync(IReadOnlyList<JudgedLine> unit, string source, CancellationToken cancel = default) =>
        enrolment.TakeAsync([.. unit.Cast<JudgedPerson>().Select(judged => judged.Person)], source, cancel);

    /// <summary>Whom the line is about.</summary>
    private static void Match(PersonLine line, PeopleThere there, ImportDecisions decisions)
    {
        if (there.Of(line.TaxCode) is { } known)
        {
            if (known.Resident?.RemovedOn is not { } removed)
            {
                line.Found = known;
                return;
            }
            Ask(line, known, decisions, mayBeAnother: false,
                $"{known.Person.RegisterName} è nel registro con questo codice fiscale, cancellata o cancellato dal {Say.ShortDay(removed)}. «La stessa persona» la iscrive di nuovo.");
            // Who comes back is enrolled again: what ended stays as it ended.
            if (line.Found is not null) line.Found = known with { Resident = null, FamilyId = null, Home = null };
            return;
        }
        if (there.Like(line) is not { } alike) return;
        Ask(line, alike, decisions, mayBeAnother: true,
            $"{alike.Person.RegisterName}, nata o nato lo stesso giorno ({Say.ShortDay(alike.Person.DateOfBirth)}), è nel registro con un altro codice fiscale: {alike.Person.TaxCode}.");
        if (line.Found is not null) line.Warn(PeopleFields.TaxCode,
            $"È la stessa persona per decisione: nel registro il codice fiscale resta {alike.Person.TaxCode}");
    }

    private static void Ask(PersonLine line, Found candidate, ImportDecisions decisions, bool mayBeAnother, string text)
    {
        switch (decisions.Of(line.TaxCode, candidate.Person.Id))
        {
            case ImportChoice.Same: line.Found = candidate; break;
            case ImportChoice.Another: break;
            case ImportChoice.LeaveOut: line.IsLeftOut = true; break;
            default:
                line.Question = new(candidate.Person.Id, text, candidate.Resident is { } resident ? $"/desk/residenti/{resident.Id:n}" : null,
                mayBeAnother); break;
        }
    }

    /// <summary>A household lives at one address and has one head; who is in the register stays in the household they are in (artt. 4 and 6 DPR
    /// 223/1989).</summary>
    private static void Check(IReadOnlyList<PersonLine> lines, PeopleThere there)
    {
        var families = lines.Select(line => line.Found?.FamilyId).OfType<Guid>().Distinct().ToList();
        foreach (var line in lines) line.Family = families.Cast<Guid?>().FirstOrDefault();
        foreach (var line in lines.Where(line => line.Found?.FamilyId is { } own && own != families[0])) line.Fault(PeopleFields.Household,
            "Nel registro è in un'altra famiglia di chi la precede: il passaggio di famiglia si registra a mano");
        foreach (var line in lines.Where(line => line.Found?.FamilyId is not null && line.Relationship != 0 && line.Found.Relationship != line.Relationship))
            line.Fault(PeopleFields.Relationship,
                $"Nel registro è «{RegistryCodes.Relationship(line.Found!.Relationship, line.Found.Person.Sex).It}»: il rapporto si corregge a mano");
        var heads = lines.Where(line => line.Relationship == 1 && line.Found?.FamilyId is null).ToList();
        var hasHead = families.Count > 0 && there.HasHead(families[0]);
        foreach (var head in heads.Skip(hasHead ? 0 : 1)) head.Fault(PeopleFields.Relationship, hasHead ? "La famiglia ha già un intestatario nel registro"
            : $"La famiglia ha già un intestatario: riga {heads[0].Row.Line}");
        if (heads.Count == 0 && !hasHead && lines.All(line => line.Relationship != 0)) lines[0]
            .Fault(PeopleFields.Relationship, $"La famiglia {lines[0].Household} non ha un intestatario");
        var home = lines.FirstOrDefault(line => line.Address is not null);
        foreach (var line in lines.Where(line => line.Address is not null
            && (line.Address.CivicNumberId != home!.Address!.CivicNumberId || !line.Flat.Equals(home.Flat, StringComparison.OrdinalIgnoreCase))))
            line.Fault(PeopleFields.Street, $"L'indirizzo è diverso da quello della riga {home!.Row.Line}, della stessa famiglia");
    }

    private static JudgedPerson Judged(PersonLine line, IReadOnlyDictionary<Guid, Address> addresses)
    {
        // A file may be old: whoever lives elsewhere today moves only from a day that it says.
        if (line is { IsWrong: false, IsLeftOut: false, Question: null, Found.Resident: not null, AddressSince: null } && LivesElsewhere(line))
            line.Fault(PeopleFields.AddressSince, "Nel registro abita altrove: serve il giorno da cui abita a questo indirizzo");
        var differences = line is { IsWrong: false, IsLeftOut: false, Question: null, Found.Resident: not null } ? Differences(line, addresses) : [];
        var verdict = line.IsLeftOut ? LineVerdict.LeftOut : line.IsWrong ? LineVerdict.Wrong : line.Question is not null ? LineVerdict.ToDecide
            : line.Found?.Resident is null ? LineVerdict.New : differences.Count == 0 ? LineVerdict.Equal : LineVerdict.Changed;
        return new(line, line.TaxCode, line.Label, line.Household.Length > 0 ? line.Household : $"riga {line.Row.Line}", verdict)
        {
            Faults = line.Faults,
            Differences = differences,
            Question = line.Question,
            SubjectId = line.Found?.Person.Id ?? line.Question?.Candidate,
            Mark = line.Found is { } found ? SeenMark.Of(found.Person.Id, found.Person.RegisterName, found.Person.RecordedAt, found.Resident?.Id,
                found.Resident?.CitizenshipCode, found.Resident?.MaritalStatus,
                found.Resident?.IsProtected, found.FamilyId, found.Relationship, found.Home?.Id) : "",
        };
    }

    private static bool LivesElsewhere(PersonLine line) =>
        line.Found!.Home?.CivicNumberId != line.Address!.CivicNumberId || !line.Found.Home.FlatNumber.Equals(line.Flat, StringComparison.OrdinalIgnoreCase);

    private static List<ImportDifference> Differences(PersonLine line, IReadOnlyDictionary<Guid, Address> addresses)
    {
        var (person, resident, facts, all) = (line.Found!.Person, line.Found.Resident!, line.Facts(""), new List<ImportDifference>());
        void Compare(string what, string before, string after)
        {
            if (PersonLine.Plain(before) != PersonLine.Plain(after)) all.Add(new(what, before, after));
        }
        Compare("Cognome", person.FamilyName, facts.FamilyName);
        Compare("Nome", person.GivenName, facts.GivenName);
        Compare("Sesso", person.Sex, facts.Sex);
        Compare("Data di nascita", Say.ShortDay(person.DateOfBirth), Say.ShortDay(facts.DateOfBirth));
        if (line.Row[PeopleFields.BirthPlace].Length > 0 || line.Row[PeopleFields.BirthState].Length > 0)
            Compare("Luogo di nascita", $"{person.BirthPlace} {person.BirthProvince}{person.BirthCountry}",
                $"{facts.BirthPlace} {facts.BirthProvince}{facts.BirthCountry}");
        if (line.Row[PeopleFields.Citizenship].Length > 0) Compare("Cittadinanza", resident.CitizenshipCode, line.Citizenship.CitizenshipCode!);
        if (line.MaritalStatus is { } status && status != resident.MaritalStatus)
            all.Add(new("Stato civile", RegistryCodes.MaritalStatus(resident.MaritalStatus, person.Sex).It,
                RegistryCodes.MaritalStatus(status, person.Sex).It));
        if (line.IsProtected == true && !resident.IsProtected) all.Add(new("Indirizzo protetto", "no", "sì"));
        if (line.IsProtected == false && resident.IsProtected) line.Warn(PeopleFields.Protected, "Nel registro l'indirizzo è protetto, e lo resta: si toglie a mano");
        var home = line.Found.Home is { } own && addresses.TryGetValue(own.CivicNumberId, out var address) ? new Dwelling(address, own.FlatNumber) : null;
        var next = new Dwelling(line.Address!, line.Flat);
        if (LivesElsewhere(line)) all.Add(new("Indirizzo", home?.InWords ?? "non noto",
            next.InWords));
        if (resident.RegisteredOn != line.Since) line.Warn(PeopleFields.Since,
            $"Nel registro è iscritta o iscritto dal {Say.ShortDay(resident.RegisteredOn)}: quella data resta");
        return all;
    }
}
