using Crm.Care.Domain;

namespace Crm.Care.Data;

/// <summary>Good wishes every installation starts with.</summary>
internal static class ShippedGreetings
{
    public static readonly IReadOnlyList<GreetingTerms> All =
    [
        Of(GreetingKind.Birthday, null, new("Birthday", "生日"), new("Happy birthday, {{name}}", "{{name}}，生日快乐"),
            new("Dear {{name}},\n\nhappy birthday! We wish you a year of good health and good news, and thank you for being with us.\n\n{{sender}}", "{{name}}，您好！\n\n祝您生日快乐，新的一岁身体健康、诸事顺遂。感谢您一直以来的信任与陪伴。\n\n{{sender}}")),
        Of(GreetingKind.Anniversary, null, new("Anniversary of cooperation", "合作周年"), new("{{years}} years together: thank you", "携手 {{years}} 周年，感谢有您"),
            new("Dear {{name}},\n\ntoday it is {{years}} years since we began to work together. Thank you for your trust; we will do our part so that many more follow.\n\n{{sender}}", "{{name}}，您好！\n\n今天是我们合作 {{years}} 周年的日子。感谢您的信任，我们会继续努力，期待与您携手走得更远。\n\n{{sender}}")),
        Day(Festival.NewYear, new("New Year", "元旦"), "a happy New Year", "元旦快乐，新年新气象"),
        Day(Festival.SpringFestival, new("Spring Festival", "春节"), "a happy Spring Festival and a prosperous year", "新春快乐，阖家幸福，万事如意"),
        Day(Festival.LanternFestival, new("Lantern Festival", "元宵节"), "a bright Lantern Festival", "元宵节快乐，团团圆圆"),
        Of(GreetingKind.Festival, Festival.Qingming, new("Qingming", "清明节"), new("Thinking of you at Qingming", "清明时节，祝您安康"),
            new("Dear {{name}},\n\nat Qingming we wish you and yours peace, health and a gentle spring.\n\n{{sender}}", "{{name}}，您好！\n\n清明时节，春和景明。愿您与家人平安健康。\n\n{{sender}}")),
        Day(Festival.LabourDay, new("Labour Day", "劳动节"), "a restful Labour Day", "劳动节快乐，愿您假期轻松愉快"),
        Of(GreetingKind.Festival, Festival.DragonBoat, new("Dragon Boat Festival", "端午节"), new("Good health for the Dragon Boat Festival", "端午安康"),
            new("Dear {{name}},\n\nwe wish you and your family good health for the Dragon Boat Festival.\n\n{{sender}}", "{{name}}，您好！\n\n粽叶飘香，端午安康。愿您与家人平安喜乐。\n\n{{sender}}")),
        Day(Festival.Qixi, new("Qixi Festival", "七夕节"), "a lovely Qixi Festival", "七夕快乐，愿您所爱皆在身旁"),
        Day(Festival.MidAutumn, new("Mid-Autumn Festival", "中秋节"), "a happy Mid-Autumn Festival, with everybody around the table", "中秋快乐，花好月圆，阖家团圆"),
        Day(Festival.NationalDay, new("National Day", "国庆节"), "a happy National Day", "国庆节快乐，愿您假期愉快"),
        Day(Festival.DoubleNinth, new("Double Ninth Festival", "重阳节"), "a healthy and bright Double Ninth Festival", "重阳安康，愿您与家中长辈健康长寿"),
        Day(Festival.Christmas, new("Christmas", "圣诞节"), "a merry Christmas", "圣诞快乐，愿您温馨欢喜"),
    ];

    static GreetingTerms Day(Festival festival, CareText name, string wishEn, string wishZh) => Of(GreetingKind.Festival, festival, name,
        new(char.ToUpperInvariant(wishEn[0]) + wishEn[1..], wishZh.Split('，')[0]),
        new($"Dear {{{{name}}}},\n\nwe wish you {wishEn}.\n\n{{{{sender}}}}", $"{{{{name}}}}，您好！\n\n祝您{wishZh}。\n\n{{{{sender}}}}"));

    static GreetingTerms Of(GreetingKind kind, Festival? festival, CareText name, CareText subject, CareText body) => new(kind, festival, null, null, name, subject, body, 9, null, []);
}
