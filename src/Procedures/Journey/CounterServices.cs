using Liburia.Platform.Access;
using Liburia.Platform.Organization;
using Liburia.Procedures.Adoption;
using Liburia.Procedures.Models;

namespace Liburia.Procedures.Journey;

/// <summary>What a member of the staff may file for the person in front of them: every complete procedure, by the same journey and rules as online.</summary>
internal sealed class CounterServices(Offers offers, PortBook ports, OrganizationChart chart, Visitor visitor)
{
    public async Task<IReadOnlyList<ProcedureModel>> AllAsync(CancellationToken cancel = default)
    {
        var offices = await chart.BookAsync(cancel);
        return [.. (await offers.AllAsync(cancel)).Where(offer => offer.Enabled && offer.Model.IsOnline && May(offer.Model)).Select(offer => offer.Model)
            .Where(model => (model.OfficeId is { } chosen ? offices.Find(chosen) : offices.Find(model.Office)) is not null)];
    }

    /// <summary>What a register does at once asks for the right to do it; what an office decides, only for the work on cases.</summary>
    public bool May(ProcedureModel model) =>
        visitor.Can(ProceduresModule.Work) && (ports.Outcomes[model.Outcome!.Handler].CounterPermission is not { } needed || visitor.Can(needed));
}
