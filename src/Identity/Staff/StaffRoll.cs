using System.Globalization;
using Liburia.Identity.Contracts;
using Liburia.Platform.Access;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Platform.Organization;
using Liburia.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Identity.Staff;

/// <summary>What is asked for a position.</summary>
/// <param name="Substitutes">Whom it stands in for.</param>
internal sealed record PositionWish(Guid OfficeId, string Role, string Title, DateOnly From, DateOnly? To, Guid? Substitutes = null);

/// <summary>Who works in the Comune, where and from when to when. Everything within the caller's transaction; every change in the audit trail.</summary>
internal sealed class StaffRoll(AppDb db, OrganizationChart chart, AuditTrail audit, Visitor visitor, Tenant tenant, StaffAccounts accounts, TimeProvider clock)
{
    /// <summary>A window for the consortium's people stays open so many days at most.</summary>
    public const int LongestWindow = 7;
    private static readonly TimeSpan RecoveryLasts = TimeSpan.FromMinutes(30);

    private DateOnly Today => LegalTime.Today(clock);

    /// <summary>
    /// A new member of the staff with a first position, and the code of their personal link; for the consortium's there is none yet: nobody alone says that
    /// there is such a person, who could then be the second of whoever invented them.
    /// </summary>
    /// <exception cref="RuleBroken">A name that is missing or taken, a tax code that is none, a position that cannot be.</exception>
    /// <param name="window">Why a window is opened for the consortium; null for the Comune's own people.</param>
    public async Task<(StaffMember Staff, string? Code)> AddAsync(string? fullName, string? userName, string? taxCode, PositionWish wish, string? window = null)
    {
        var name = fullName?.Trim() ?? "";
        if (name.Length is < 3 or > 100 || !name.Contains(' ')) throw new RuleBroken("FullName", new("Scrivi nome e cognome.", "Write given and family name."));
        var user = userName?.Trim().ToLower(CultureInfo.InvariantCulture) ?? "";
        if (user.Length is < 3 or > 60 || !user.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-')) throw new RuleBroken("UserName", new("Da 3 a 60 lettere minuscole, cifre, punti o trattini.", "3 to 60 lower-case letters, digits, dots or hyphens."));
        if (await db.Set<StaffMember>().AnyAsync(s => s.UserName == user)) throw new RuleBroken("UserName", new("Questo nome utente c'è già.", "This user name is already there."));
        var staff = new StaffMember { Id = Guid.CreateVersion7(), UserName = user, FullName = name, IsConsortium = window is not null };
        db.Add(staff);
        await TieAsync(staff, taxCode);
        await PlaceAsync(staff, wish);
        audit.Note("staff.add", $"staff:{staff.Id:n}", new { user, name, isConsortium = window is not null });
        if (window is null) return (staff, await FirstAccess.CreateAsync(db, staff.Id, clock, visitor));
        await AskAsync(staff, InvitationKind.Window, window);
        return (staff, null);
    }

    /// <summary>Ties the account to a person's others by their tax code, or unties it.</summary>
    public async Task TieAsync(StaffMember staff, string? taxCode)
    {
        var code = taxCode?.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        if (string.IsNullOrEmpty(code)) code = null;
        if (code is not null && (code.Length != 16 || !code.All(char.IsAsciiLetterOrDigit))) throw new RuleBroken("TaxCode", new("Il codice fiscale ha 16 lettere e cifre.", "A tax code has 16 letters and digits."));
        if (code is not null && await db.Set<StaffMember>().AnyAsync(s => s.TaxCode == code && s.Id != staff.Id)) throw new RuleBroken("TaxCode", new("Un'altra persona del Comune ha questo codice fiscale.", "Somebody else here has this tax code."));
        if (staff.TaxCode == code) return;
        staff.TaxCode = code;
        audit.Note("staff.tie", $"staff:{staff.Id:n}", new { tied = code is not null });
        await accounts.TellAsync(tenant.Municipality.Slug, db);
    }

    /// <summary>Gives a position.</summary>
    public async Task<Position> PlaceAsync(StaffMember staff, PositionWish wish)
    {
        if (await db.Set<Office>().FindAsync(wish.OfficeId) is not { } office) throw new RuleBroken("OfficeId", new("Scegli l'ufficio.", "Choose the office."));
        // Two pairs of eyes on who may do what: the second administrator's, or the consortium's where there is one alone. Whom one has let in is no second.
        if (staff.Id == visitor.StaffId || await IsOwnMakingAsync(staff))
            throw new RuleBroken("Role", new(
                "Un incarico a te stesso lo dà un altro amministratore. Se sei l'unico, apri una finestra di assistenza: il consorzio fa da secondo.",
                "A position of your own is given by another administrator. If you are the only one, open a window of assistance: the consortium is the second."));
        if (chart.Roles.All(role => role.Key != wish.Role)) throw new RuleBroken("Role", new("Scegli il ruolo.", "Choose the role."));
        if (wish.Title.Length is < 3 or > 120) throw new RuleBroken("Title", new("Scrivi la qualifica, per esempio: istruttore direttivo.", "Write the title."));
        if (wish.From < Today.AddYears(-50) || wish.From > Today.AddYears(5)) throw new RuleBroken("From", new("Il primo giorno non può essere così lontano.", "The first day cannot be that far away."));
        if (wish.To > Today.AddYears(50)) throw new RuleBroken("To", new("L'ultimo giorno non può essere così lontano: se non si sa, lascialo vuoto.", "The last day cannot be that far away: leave it empty if it is not known."));
        if (wish.To < wish.From) throw new RuleBroken("To", new("L'ultimo giorno viene prima del primo.", "The last day comes before the first."));
        var held = await OfAsync(staff.Id);
        if (held.Any(p => p.OfficeId == wish.OfficeId && p.Role == wish.Role && !(p.ValidTo < p.ValidFrom) && (p.ValidTo is null || wish.From <= p.ValidTo) && (wish.To is null || p.ValidFrom <= wish.To))) throw new RuleBroken("From", new("In quei giorni ha già questo ruolo in questo ufficio.", "In those days they already hold this role in this office."));
        var position = new Position { Id = Guid.CreateVersion7(), StaffId = staff.Id, OfficeId = wish.OfficeId, Role = wish.Role, Title = wish.Title, ValidFrom = wish.From, ValidTo = wish.To, SubstitutesId = wish.Substitutes };
        db.Add(position);
        audit.Note("position.begin", $"staff:{staff.Id:n}", new { office = office.Name, wish.Role, wish.From, wish.To, wish.Substitutes });
        return position;
    }

    /// <summary>Who gives was let in by whom they give to, and is not of the consortium.</summary>
    private async Task<bool> IsOwnMakingAsync(StaffMember staff) =>
        await db.Set<StaffInvitation>().AnyAsync(i => i.StaffId == visitor.StaffId && i.Kind == InvitationKind.First && i.AskedById == staff.Id)
        && !await db.Set<StaffMember>().AnyAsync(s => s.Id == visitor.StaffId && s.IsConsortium);

    /// <summary>Ends a position after a day; one that has not begun is taken away, one taken back on its first day stays as one that never held.</summary>
    public async Task EndAsync(Position position, DateOnly lastDay)
    {
        if (position.ValidTo < Today) throw new RuleBroken("", new("L'incarico è già finito.", "The position has already ended."));
        if (lastDay < Today.AddDays(-1)) throw new RuleBroken("LastDay", new("Ciò che è stato fatto resta fatto: l'ultimo giorno può essere al più ieri.", "What was done stays done: the last day may be yesterday at the earliest."));
        if (position.ValidTo is { } ends && lastDay > ends) throw new RuleBroken("LastDay", new("Finisce già prima: per prolungare, aggiungi un incarico.", "It ends before: to extend it, add a position."));
        Close(position, lastDay);
        audit.Note("position.end", $"staff:{position.StaffId:n}", new { position.Role, position.OfficeId, lastDay });
        await EnsureAdministratorAsync();
    }

    /// <summary>From a day on, another office: the new rights begin and the old ones have ended the day before.</summary>
    public async Task MoveAsync(StaffMember staff, PositionWish wish)
    {
        if (wish.From < Today) throw new RuleBroken("From", new("Uno spostamento comincia oggi o più avanti.", "A move begins today or later."));
        foreach (var position in (await OfAsync(staff.Id)).Where(p => p.SubstitutesId is null && (p.ValidTo is null || p.ValidTo >= wish.From)))
        {
            Close(position, wish.From.AddDays(-1));
            audit.Note("position.end", $"staff:{staff.Id:n}", new { position.Role, position.OfficeId, lastDay = wish.From.AddDays(-1) });
        }
        await PlaceAsync(staff, wish);
        await EnsureAdministratorAsync();
    }

    /// <summary>Somebody does another's work for a while: the same roles, said as a substitution wherever they sign or look.</summary>
    public async Task SubstituteAsync(StaffMember absent, StaffMember substitute, DateOnly from, DateOnly? to)
    {
        if (substitute.Id == absent.Id) throw new RuleBroken("Substitute", new("Scegli un collega.", "Choose a colleague."));
        if (to is not { } last) throw new RuleBroken("To", new("Una sostituzione ha un ultimo giorno.", "A substitution has a last day."));
        if (from < Today) throw new RuleBroken("From", new("Una sostituzione comincia oggi o più avanti.", "A substitution begins today or later."));
        var stood = (await OfAsync(absent.Id)).Where(p => p.SubstitutesId is null && p.ValidFrom <= last && (p.ValidTo is null || p.ValidTo >= from)).ToList();
        if (stood.Count == 0) throw new RuleBroken("From", new("In quei giorni non c'è niente da sostituire.", "There is nothing to stand in for in those days."));
        foreach (var position in stood)
            await PlaceAsync(substitute, new PositionWish(position.OfficeId, position.Role, Short($"{position.Title}, in sostituzione di {absent.FullName}"), from > position.ValidFrom ? from : position.ValidFrom, position.ValidTo is { } ends && ends < last ? ends : last, absent.Id));
    }

    /// <summary>What has begun stays in sight, even where it is taken back on its first day; what has not begun is taken away.</summary>
    private void Close(Position position, DateOnly lastDay)
    {
        if (position.ValidFrom > Today) db.Remove(position);
        else position.ValidTo = lastDay < position.ValidFrom ? position.ValidFrom.AddDays(-1) : lastDay;
    }

    private static string Short(string title) => title.Cut(120);

    public Task<List<Position>> OfAsync(Guid staffId) => db.Set<Position>().Where(p => p.StaffId == staffId).OrderBy(p => p.ValidFrom).ToListAsync();

    /// <summary>On every day from today on somebody of the Comune's own administers it.</summary>
    private async Task EnsureAdministratorAsync()
    {
        var own = (await db.Set<StaffMember>().AsNoTracking().Where(s => !s.IsConsortium).Select(s => s.Id).ToListAsync()).Concat(db.ChangeTracker.Entries<StaffMember>().Where(e => e.State == EntityState.Added && !e.Entity.IsConsortium).Select(e => e.Entity.Id)).ToHashSet();
        await db.Set<Position>().Where(p => p.Role == Roles.Administrator).LoadAsync();
        var held = db.ChangeTracker.Entries<Position>().Where(e => e.State != EntityState.Deleted && e.Entity.Role == Roles.Administrator && own.Contains(e.Entity.StaffId)).Select(e => e.Entity).ToList();
        List<DateOnly> days = [Today, .. held.Select(p => p.ValidTo).OfType<DateOnly>().Where(last => last < DateOnly.MaxValue).Select(last => last.AddDays(1)).Where(day => day > Today)];
        if (days.FirstOrDefault(day => !held.Any(p => p.HoldsOn(day))) is var empty && empty != default)
            throw new RuleBroken("", new($"Il {empty:dd/MM/yyyy} nessuno amministrerebbe la scrivania: dai prima questo ruolo a un'altra persona.", $"On {empty:dd/MM/yyyy} nobody would administer the desk: give the role to somebody else first."));
    }

    /// <summary>Asks that somebody who has lost every way in may have another link: a second administrator has to agree.</summary>
    public async Task AskRecoveryAsync(StaffMember staff, string? reason)
    {
        if (reason?.Trim() is not { Length: >= 10 and <= 500 } words) throw new RuleBroken("Reason", new("Scrivi come hai riconosciuto la persona e che cosa ha perso, da 10 a 500 caratteri.", "Write how you recognised the person and what they lost, 10 to 500 characters."));
        if (staff.Id == visitor.StaffId) throw new RuleBroken("Reason", new("Per te lo chiede un altro amministratore.", "For you another administrator asks."));
        await AskAsync(staff, InvitationKind.Recovery, words);
        audit.Note("recovery.ask", $"staff:{staff.Id:n}", new { words });
    }

    /// <summary>A request that waits a day for somebody else to agree; the person's former links are worth nothing from now on.</summary>
    public async Task AskAsync(StaffMember staff, InvitationKind kind, string reason)
    {
        await FirstAccess.ForgetAsync(db, staff.Id);
        var now = clock.UtcNow();
        db.Add(new StaffInvitation
        {
            Id = Guid.CreateVersion7(),
            StaffId = staff.Id,
            Kind = kind,
            Reason = reason,
            AskedById = visitor.StaffId,
            AskedBy = visitor.FullName,
            CreatedAt = now,
            ExpiresAt = now.AddDays(1),
        });
    }

    /// <summary>The second administrator agrees that there is such a person of the consortium: the code of their first link.</summary>
    public async Task<string> AgreeWindowAsync(StaffMember staff)
    {
        var asked = await FirstAccess.AwaitedAsync(db, staff.Id, InvitationKind.Window, clock)
            ?? throw new RuleBroken("", new("Nessuno l'ha chiesto, o è passato un giorno.", "Nobody asked, or a day has gone by."));
        if (asked.AskedById is not { } asker || asker == visitor.StaffId || await HaveMadeOneAnotherAsync(asker))
            throw new RuleBroken("", new(
                "Serve un secondo amministratore, che non sia stato aggiunto da chi ha chiesto. Se non c'è, lo conferma chi gestisce l'installazione.",
                "A second administrator is needed, not one added by who asked. If there is none, whoever runs the installation agrees."));
        audit.Note("window.agree", $"staff:{staff.Id:n}", new { asked.AskedBy });
        return FirstAccess.Agree(asked, visitor.FullName, clock);
    }

    /// <summary>One of the two, who asks and who agrees, was let in by the other: they may be the same person.</summary>
    private Task<bool> HaveMadeOneAnotherAsync(Guid other) => db.Set<StaffInvitation>().AnyAsync(i => i.Kind == InvitationKind.First
        && ((i.StaffId == visitor.StaffId && i.AskedById == other) || (i.StaffId == other && i.AskedById == visitor.StaffId)));

    /// <summary>The second administrator agrees: the link's code, good for half an hour.</summary>
    public async Task<string> AgreeRecoveryAsync(StaffMember staff)
    {
        var now = clock.UtcNow();
        var asked = await FirstAccess.AwaitedAsync(db, staff.Id, InvitationKind.Recovery, clock)
            ?? throw new RuleBroken("", new("Nessuno l'ha chiesto, o è passato un giorno.", "Nobody asked, or a day has gone by."));
        if (asked.AskedById == visitor.StaffId || staff.Id == visitor.StaffId) throw new RuleBroken("", new("Serve un secondo amministratore, diverso da chi l'ha chiesto e da chi ha perso l'accesso.", "A second administrator is needed, neither who asked nor who lost the access."));
        var code = FirstAccess.NewCode();
        (asked.Hash, asked.AgreedBy, asked.ExpiresAt) = (FirstAccess.HashOf(code), visitor.FullName, now + RecoveryLasts);
        audit.Note("recovery.agree", $"staff:{staff.Id:n}", new { asked.AskedBy });
        return code;
    }
}
