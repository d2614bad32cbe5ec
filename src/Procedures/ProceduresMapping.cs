using Liburia.Platform.Database;
using Liburia.Procedures.Adoption;
using Liburia.Procedures.Cases;
using Liburia.Procedures.Charges;
using Liburia.Procedures.Drafts;
using Liburia.Procedures.Registers;
using Liburia.Procedures.Uploads;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Liburia.Procedures;

internal static class ProceduresMapping
{
    public static void Configure(ModelBuilder model)
    {
        model.Entity<Case>(MapCase);
        model.Entity<CaseDocument>(document =>
        {
            document.ToTable("CaseDocuments");
            document.HasKey(d => d.Id);
            document.Property(d => d.Role).HasMaxLength(20);
            document.Property(d => d.Title).HasMaxLength(400);
            document.Property(d => d.Sha256).HasMaxLength(64);
            document.HasOne<Case>().WithMany().HasForeignKey(d => d.CaseId).OnDelete(DeleteBehavior.Restrict);
            document.HasIndex(d => d.CaseId);
        });
        model.Entity<CaseEvent>(happened =>
        {
            happened.ToTable("CaseEvents");
            happened.HasKey(e => e.Id);
            happened.Property(e => e.TextIt).HasMaxLength(600);
            happened.Property(e => e.TextEn).HasMaxLength(600);
            happened.Property(e => e.Detail!).Unbounded();
            happened.HasOne<Case>().WithMany().HasForeignKey(e => e.CaseId).OnDelete(DeleteBehavior.Restrict);
            happened.HasIndex(e => e.CaseId);
        });
        model.Entity<SupplementItem>(item =>
        {
            item.ToTable("SupplementItems");
            item.HasKey(i => i.Id);
            item.Property(i => i.Label).HasMaxLength(500);
            item.Property(i => i.Answer!).Unbounded();
            item.HasOne<Case>().WithMany().HasForeignKey(i => i.CaseId).OnDelete(DeleteBehavior.Restrict);
            item.HasIndex(i => i.CaseId);
        });
        model.Entity<Opinion>(opinion =>
        {
            opinion.ToTable("Opinions");
            opinion.HasKey(o => o.Id);
            opinion.Property(o => o.Question).HasMaxLength(1000);
            opinion.Property(o => o.Text!).Unbounded();
            opinion.Property(o => o.Version).IsConcurrencyToken();
            opinion.HasOne<Case>().WithMany().HasForeignKey(o => o.CaseId).OnDelete(DeleteBehavior.Restrict);
            opinion.HasIndex(o => o.CaseId);
            opinion.HasIndex(o => new { o.OfficeId, o.GivenAt });
        });
        model.Entity<CheckMark>(mark =>
        {
            mark.ToTable("CheckMarks");
            mark.HasKey(m => new { m.CaseId, m.Step, m.Position });
            mark.Property(m => m.Step).HasMaxLength(80);
            mark.HasOne<Case>().WithMany().HasForeignKey(m => m.CaseId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<OwedPaper>(paper =>
        {
            paper.ToTable("OwedPapers");
            paper.HasKey(p => p.Id);
            paper.Property(p => p.Number).HasMaxLength(20);
            paper.Property(p => p.Json).Unbounded();
            paper.HasOne<Case>().WithMany().HasForeignKey(p => p.CaseId).OnDelete(DeleteBehavior.Restrict);
            paper.HasIndex(p => new { p.CaseId, p.Number }).IsUnique();
        });
        model.Entity<SavedFilter>(filter =>
        {
            filter.ToTable("SavedFilters");
            filter.HasKey(f => f.Id);
            filter.Property(f => f.Name).HasMaxLength(60);
            filter.Property(f => f.Address).HasMaxLength(400);
            filter.HasIndex(f => f.StaffId);
        });
        model.Entity<ApplicationDraft>(draft =>
        {
            draft.ToTable("Drafts");
            draft.HasKey(d => d.Id);
            draft.Property(d => d.ServiceSlug).HasMaxLength(80);
            draft.Property(d => d.TaxCode).HasMaxLength(16);
            draft.Property(d => d.Answers).Unbounded();
            draft.Property(d => d.Typed!).Unbounded();
            draft.Property(d => d.Counter!).Unbounded();
            draft.Property(d => d.ReadyAs!).Unbounded();
            draft.Property(d => d.WrittenBy).HasMaxLength(16);
            draft.HasIndex(d => d.FiledById);
            draft.HasIndex(d => new { d.TaxCode, d.UpdatedAt });
        });
        model.Entity<Charge>(charge =>
        {
            charge.ToTable("Charges");
            charge.HasKey(c => c.Id);
            charge.Property(c => c.ServiceSlug).HasMaxLength(80);
            charge.Property(c => c.Fee).HasMaxLength(80);
            charge.Property(c => c.PayerTaxCode).HasMaxLength(16);
            charge.Property(c => c.PayerName).HasMaxLength(400);
            charge.Property(c => c.WhatIt).HasMaxLength(600);
            charge.Property(c => c.WhatEn).HasMaxLength(600);
            charge.Property(c => c.Norm).HasMaxLength(300);
            charge.Property(c => c.Means).HasMaxLength(40);
            charge.Property(c => c.Reference).HasMaxLength(100);
            charge.Property(c => c.Reason).HasMaxLength(400);
            charge.Property(c => c.Version).IsConcurrencyToken();
            charge.HasIndex(c => new { c.Year, c.Number }).IsUnique();
            charge.HasIndex(c => c.PayerTaxCode);
            charge.HasIndex(c => c.CaseId);
            charge.HasIndex(c => c.DraftId);
        });
        model.Entity<Upload>(upload =>
        {
            upload.ToTable("Uploads");
            upload.HasKey(u => u.Id);
            upload.Property(u => u.QuestionId).HasMaxLength(80);
            upload.Property(u => u.Fingerprint).HasMaxLength(64);
            upload.Property(u => u.Sha256).HasMaxLength(64);
            upload.Property(u => u.MediaType).HasMaxLength(120);
            upload.Property(u => u.Version).IsConcurrencyToken();
            upload.HasIndex(u => u.DraftId);
        });
        model.Entity<AdoptedModel>(adopted =>
        {
            adopted.ToTable("AdoptedModels");
            adopted.HasKey(a => a.Slug);
            adopted.Property(a => a.Slug).HasMaxLength(80);
            adopted.Property(a => a.Deviations).Unbounded();
            adopted.Property(a => a.Reason).HasMaxLength(1000);
            adopted.Property(a => a.Version).IsConcurrencyToken();
        });
        model.Entity<Contact>(contact =>
        {
            contact.ToTable("Contacts");
            contact.HasKey(c => c.TaxCode);
            contact.Property(c => c.TaxCode).HasMaxLength(16);
            contact.Property(c => c.Phone).HasMaxLength(20);
        });
        model.Entity<RegisterEntry>(entry =>
        {
            entry.ToTable("RegisterEntries");
            entry.HasKey(e => e.Id);
            entry.Property(e => e.Register).HasMaxLength(40);
            entry.Property(e => e.TitleIt).HasMaxLength(400);
            entry.Property(e => e.TitleEn).HasMaxLength(400);
            entry.Property(e => e.HolderTaxCode).HasMaxLength(16);
            entry.Property(e => e.Columns).Unbounded();
            entry.Property(e => e.Version).IsConcurrencyToken();
            entry.HasOne<Case>().WithMany().HasForeignKey(e => e.CaseId).OnDelete(DeleteBehavior.Restrict);
            entry.HasIndex(e => new { e.Register, e.Year, e.Number }).IsUnique();
            entry.HasIndex(e => e.HolderTaxCode);
            entry.HasIndex(e => e.CaseId);
        });
    }

    private static void MapCase(EntityTypeBuilder<Case> item)
    {
        item.ToTable("Cases");
        item.HasKey(c => c.Id);
        item.Property(c => c.TitleIt).HasMaxLength(400);
        item.Property(c => c.TitleEn).HasMaxLength(400);
        item.Property(c => c.ServiceSlug).HasMaxLength(80);
        item.Property(c => c.Deviations).Unbounded();
        item.Property(c => c.Answers).Unbounded();
        item.Property(c => c.ApplicantTaxCode).HasMaxLength(16);
        item.Property(c => c.RepresentativeTaxCode).HasMaxLength(16);
        item.Property(c => c.RepresentativeName).HasMaxLength(200);
        item.Property(c => c.RepresentativeActIt).HasMaxLength(300);
        item.Property(c => c.RepresentativeActEn).HasMaxLength(300);
        item.Property(c => c.PendingRuling!).Unbounded();
        item.Ignore(c => c.By);
        item.HasIndex(c => c.RepresentativeTaxCode);
        item.Property(c => c.CompanyVatNumber).HasMaxLength(11);
        item.Property(c => c.ProtocolNumber).HasMaxLength(20);
        item.Property(c => c.Segnatura).HasMaxLength(300);
        item.Property(c => c.Step).HasMaxLength(80);
        item.Property(c => c.TermName).HasMaxLength(80);
        item.Property(c => c.DecisionNumber).HasMaxLength(20);
        item.Property(c => c.OfficerAnswers!).Unbounded();
        item.Property(c => c.Version).IsConcurrencyToken();
        item.HasIndex(c => new { c.ApplicantTaxCode, c.OpenedAt });
        item.HasIndex(c => new { c.State, c.DueOn, c.OpenedAt });
        item.HasIndex(c => new { c.IsOpen, c.OpenedAt });
        item.HasIndex(c => c.OpenedAt);
        item.HasIndex(c => c.ProtocolNumber);
        item.HasIndex(c => new { c.IsOpen, c.DueOn, c.OpenedAt });
        item.HasIndex(c => new { c.OfficeId, c.IsOpen, c.DueOn, c.OpenedAt });
        item.HasIndex(c => new { c.OfficerId, c.IsOpen, c.DueOn, c.OpenedAt });
        item.HasIndex(c => new { c.ServiceSlug, c.DecidedOn });
        item.HasIndex(c => c.SilentOn);
        item.HasIndex(c => c.Sample);
        item.HasIndex(c => c.JoinedToId);
    }
}
