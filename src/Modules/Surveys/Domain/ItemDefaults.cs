namespace Crm.Surveys.Domain;

/// <summary>What a new item of a kind starts with: the standard wording of the field where there is one.</summary>
internal static class ItemDefaults
{
    public static Item Of(ItemKind kind) => kind switch
    {
        ItemKind.Rating => new()
        {
            Kind = kind, Low = LocalText.Of("Very dissatisfied", "非常不满意"), High = LocalText.Of("Very satisfied", "非常满意"),
        },
        // Reichheld, "The One Number You Need to Grow", Harvard Business Review 81(12), 2003.
        ItemKind.Nps => new()
        {
            Kind = kind, Text = LocalText.Of("How likely are you to recommend us to a friend or colleague?", "您有多大可能将我们推荐给朋友或同事？"),
            Low = LocalText.Of("Not at all likely", "完全不可能"), High = LocalText.Of("Extremely likely", "非常可能"),
        },
        // Customer Effort Score 2.0 (CEB, 2013): agreement with "made it easy", 7 = very easy.
        ItemKind.Ces => new()
        {
            Kind = kind, Text = LocalText.Of("How easy was it to get your request handled?", "您觉得解决问题的过程是否轻松？"),
            Low = LocalText.Of("Very difficult", "非常费力"), High = LocalText.Of("Very easy", "非常轻松"),
        },
        ItemKind.Single => new() { Kind = kind, Options = [new("o1", LocalText.Of("Yes", "是")), new("o2", LocalText.Of("No", "否"))] },
        ItemKind.Multi => new()
        {
            Kind = kind, Hint = LocalText.Of("Choose as many as you like.", "可多选。"),
            Options = [new("o1", LocalText.Of("First choice", "选项一")), new("o2", LocalText.Of("Second choice", "选项二")), new("o3", LocalText.Of("Other", "其他"))],
        },
        ItemKind.Ranking => new()
        {
            Kind = kind, Hint = LocalText.Of("The most important first.", "请将最重要的排在首位。"),
            Options = [new("o1", LocalText.Of("First choice", "选项一")), new("o2", LocalText.Of("Second choice", "选项二")), new("o3", LocalText.Of("Third choice", "选项三"))],
        },
        ItemKind.Text => new() { Kind = kind, Limits = new() { Length = 200 } },
        ItemKind.LongText => new() { Kind = kind, Hint = LocalText.Of("Please do not enter passwords or card numbers.", "请不要填写密码或银行卡号。"), Limits = new() { Length = 2000 } },
        ItemKind.Number => new() { Kind = kind, Limits = new() { Min = 0 } },
        // Parasuraman, Zeithaml, Berry, "SERVQUAL", Journal of Retailing 64(1), 1988: perception minus expectation.
        ItemKind.Gap => new() { Kind = kind, Low = LocalText.Of("Very low", "非常低"), High = LocalText.Of("Very high", "非常高") },
        _ => new() { Kind = kind },
    };
}
