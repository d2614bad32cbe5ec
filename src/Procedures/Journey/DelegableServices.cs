using Liburia.Platform.Access;
using Liburia.Procedures.Adoption;

namespace Liburia.Procedures.Journey;

/// <summary>Any service that is carried out online here may be left to a delegate.</summary>
internal sealed class DelegableServices(Offers offers) : IDelegableServices
{
    public async Task<IReadOnlyList<DelegableService>> AllAsync(CancellationToken cancel) =>
        [.. from offer in await offers.AllAsync(cancel) where offer.Enabled && offer.Model.IsOnline orderby offer.Model.Title.It select new DelegableService(offer.Model.Slug, offer.Model.Title)];
}
