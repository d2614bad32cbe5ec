using Liburia.Platform;
using Liburia.Platform.Access;
using Liburia.Platform.Audit;
using Liburia.Platform.Language;
using Liburia.Platform.Organization;
using Liburia.Protocol.Contracts;
using Liburia.Protocol.Entries;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Liburia.Protocol;

/// <summary>The protocol register: every document in and out, numbered without gaps (artt. 53-57 DPR 445/2000).</summary>
public sealed class ProtocolModule : IModule
{
    internal const string Read = "protocol.read", Register = "protocol.register", Annul = "protocol.annul", Route = "protocol.route";

    public string Name => "Protocol";

    public IReadOnlyList<Permission> Permissions =>
    [
        new(Read, ProtocolRoles.Clerk, Platform.Access.Roles.Secretary),
        new(Register, ProtocolRoles.Clerk),
        new(Annul, ProtocolRoles.Clerk, Platform.Access.Roles.Secretary),
        // Whoever keeps the register sees its documents by office; the others by the guard of each.
        new(Route, ProtocolRoles.Clerk),
    ];

    public IReadOnlyList<Role> Roles => [new(ProtocolRoles.Clerk, new("Addetto al protocollo", "Protocol clerk"))];

    public IReadOnlyList<OfficeFunction> Functions => [new("protocollo", new("Protocollo e archivio", "Protocol and archive"), "Ufficio protocollo",
        "Registrazione dei documenti in arrivo e in partenza, archivio.")];

    public IReadOnlyList<Processing> Processings =>
        [new("Protocollo informatico", "Registrare i documenti in arrivo e in partenza", "art. 6 par. 1 lett. c GDPR; artt. 50-70 DPR 445/2000", "mittenti e destinatari", "nome, oggetto, documenti: i numeri stanno nelle pratiche", "gli uffici assegnatari", "illimitata il registro; i documenti secondo il massimario di scarto", [])];

    public IReadOnlyList<MenuEntry> Menu => [new(MenuPlace.Desk, "protocollo", "/desk/protocollo", new("Protocollo", "Protocol"), Read, "it-bookmark", 30)];

    public void AddServices(IServiceCollection services) => services
        .AddScoped<IProtocolRegister, ProtocolRegister>().AddScoped<IProof, ProtocolProof>().AddScoped<IDigestedRegister, ProtocolProof>();

    public void ConfigureModel(ModelBuilder model)
    {
        model.Entity<ProtocolEntry>(entry =>
        {
            entry.ToTable("Entries");
            entry.HasKey(e => e.Id);
            entry.Property(e => e.Subject).HasMaxLength(ProtocolEntry.SubjectLength);
            entry.Property(e => e.Classification).HasMaxLength(20);
            entry.Property(e => e.Segnatura).HasMaxLength(300);
            entry.Property(e => e.AnnulledBecause).HasMaxLength(500);
            entry.Property(e => e.Version).IsConcurrencyToken();
            entry.HasIndex(e => new { e.Year, e.Number }).IsUnique();
            entry.HasIndex(e => e.RegisteredOn);
        });
        model.Entity<EntryDocument>(document =>
        {
            document.ToTable("EntryDocuments");
            document.HasKey(d => d.Id);
            document.Property(d => d.Sha256).HasMaxLength(64);
            document.HasOne<ProtocolEntry>().WithMany().HasForeignKey(d => d.EntryId).OnDelete(DeleteBehavior.Restrict);
            document.HasIndex(d => d.EntryId);
        });
    }
}
