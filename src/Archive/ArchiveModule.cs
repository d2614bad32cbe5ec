using Liburia.Archive.Contracts;
using Liburia.Archive.Objects;
using Liburia.Platform;
using Liburia.Platform.Audit;
using Liburia.Platform.Files;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Liburia.Archive;

/// <summary>The documents of the Comune: what each is, where it came from, and the hash of its bytes.</summary>
public sealed class ArchiveModule : IModule
{
    public string Name => "Archive";

    public void AddServices(IServiceCollection services) => services.AddScoped<IArchive, ArchiveDesk>().AddScoped<IProof, ArchiveProof>().AddScoped<IFileOwner, ArchiveProof>();

    public void ConfigureModel(ModelBuilder model) => model.Entity<ArchiveObject>(item =>
    {
        item.ToTable("Objects");
        item.HasKey(o => o.Id);
        item.Property(o => o.Title).HasMaxLength(400);
        item.Property(o => o.Classification).HasMaxLength(20);
        item.Property(o => o.Sha256).HasMaxLength(64);
        item.Property(o => o.MediaType).HasMaxLength(100);
        item.HasIndex(o => o.Sha256);
    });
}
