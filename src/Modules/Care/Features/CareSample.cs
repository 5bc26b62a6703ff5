using Crm.Care.Domain;
using Crm.Contracts.Customers;
using Crm.Platform.Localization;

namespace Crm.Care.Features;

/// <summary>A mail as somebody made up would get it.</summary>
internal sealed record CareSample(CareHalf? Half, string Language, CareMail Mail)
{
    public static IReadOnlyList<CareSample> Of(CareMails mails, Texts texts, Purpose purpose, string sender, params (CareHalf? Half, CareLetter Letter)[] letters) =>
    [
        .. letters.SelectMany(l => Texts.Languages.Select(language =>
        {
            var to = new CareReceiver(texts.In(language, "care.sample.name"), null, language);
            var values = CareMails.Values(to, null, sender, "https://…", 3);
            values["number"] = "C000042";
            values["since"] = "2021-03-04";
            var mail = mails.Compose(purpose, language, l.Letter.Subject.In(language), l.Letter.Body.In(language), values, "https://…/u/…");
            return new CareSample(l.Half, language, mail);
        })),
    ];
}
