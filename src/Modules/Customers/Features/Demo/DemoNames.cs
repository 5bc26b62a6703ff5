namespace Crm.Customers.Features.Demo;

/// <summary>Words that invented customers are made of. Names of people and firms are combinations; none is meant to be anybody.</summary>
internal static class DemoNames
{
    public static readonly string[] Families = "王 李 张 刘 陈 杨 黄 赵 吴 周 徐 孙 马 朱 胡 郭 何 林 高 罗 郑 梁 谢 宋 唐 许 韩 冯 邓 曹 彭 曾 肖 田 董 潘 袁 蔡 蒋 余 于 杜 叶 程 魏 苏 吕 丁 任 沈 姚 卢 姜 崔 钟 谭 陆 汪 范 廖 石 金 欧阳 司徒 上官".Split(' ');
    public static readonly string[] Givens = "伟 芳 娜 敏 静 丽 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 秀英 霞 平 刚 桂英 建国 志强 晓明 文博 子涵 浩然 雨欣 梓萱 思远 嘉怡 俊杰 雪梅 海燕 国庆 春梅 立新 玉兰 红梅 建华 小红 志远 佳琪 欣怡 天宇 宇轩 晨曦 若曦 一鸣 书瑶 景行 安然 知夏 沐阳 清源 慧敏 婉清 鹏飞 振宇".Split(' ');
    public static readonly string[] EnglishGivens = "Emma Liam Olivia Noah Ava James Sophia Oliver Isabella William Mia Benjamin Charlotte Lucas Amelia Henry Harper Alexander Evelyn Daniel Grace Michael Chloe Samuel Nora David Hannah Thomas Lucy Peter Ruth Martin Alice George Clara Frank Irene Victor Helen Paul".Split(' ');
    public static readonly string[] EnglishFamilies = "Bennett Carver Doyle Ellison Fletcher Garner Hollis Ingram Jarvis Keller Lawson Mercer Norwood Osborne Preston Quinn Ramsey Sutton Thornton Underhill Vaughn Whitaker Yardley Ashford Blackwood Crawford Dalton Everett Fairbanks Granger Hastings Kendrick Langley Maddox Newell Pembroke Radcliffe Sinclair Tilden Winslow".Split(' ');

    public static readonly (string Chinese, string English)[] Regions =
    [
        ("北京", "Beijing"), ("上海", "Shanghai"), ("广东", "Guangdong"), ("浙江", "Zhejiang"), ("江苏", "Jiangsu"), ("四川", "Sichuan"), ("湖北", "Hubei"), ("山东", "Shandong"),
        ("福建", "Fujian"), ("陕西", "Shaanxi"), ("河南", "Henan"), ("重庆", "Chongqing"), ("辽宁", "Liaoning"), ("天津", "Tianjin"),
    ];

    /// <summary>One list whatever language a customer speaks, or comparisons by industry would take each for two.</summary>
    public static readonly string[] Industries = ["制造业 Manufacturing", "信息技术 IT", "零售 Retail", "教育 Education", "医疗健康 Healthcare", "金融服务 Finance", "物流运输 Logistics", "餐饮酒店 Hospitality", "建筑工程 Construction", "能源环保 Energy"];

    public static readonly string[] FirmFirst = "瑞丰 恒远 启明 星海 华泽 云帆 博雅 嘉禾 天诚 远景 金穗 蓝湾 新程 中泰 宏图 绿源 东方晨 鼎新 和顺 百川 锦程 凌云 永兴 盛达 光华 海纳 弘毅 鑫源 智联 众合".Split(' ');
    public static readonly string[] FirmSecond = "科技 贸易 电子 食品 医疗器械 教育咨询 物流 建材 机械 信息技术 餐饮管理 新能源 家居 服饰 软件".Split(' ');
    public static readonly string[] FirmEnd = ["有限公司", "有限公司", "有限公司", "股份有限公司", "集团有限公司"];
    public static readonly string[] EnglishFirmFirst = "Northgate Silverline Brightwater Ironbridge Clearfield Redstone Harbourview Oakridge Summit Bluecrest Fairmont Greenway Lakeshore Stonefield Westbrook Highland Riverbend Cedarwood".Split(' ');
    public static readonly string[] EnglishFirmSecond = "Logistics Instruments Foods Software Trading Medical Textiles Energy Furniture Robotics Learning Hospitality".Split(' ');
    public static readonly string[] EnglishFirmEnd = ["Ltd.", "Inc.", "GmbH", "Group"];

    public static readonly string[] Titles = ["采购经理", "总经理", "技术主管", "行政主管", "财务经理", "项目经理", "售后专员"];
    public static readonly string[] EnglishTitles = ["Purchasing manager", "Managing director", "Head of IT", "Office manager", "Finance manager", "Project manager", "Operations lead"];

    public static readonly string[] Tags = ["老客户", "展会线索", "重点跟进", "转介绍", "对价格敏感", "技术型客户", "长期合作", "newsletter", "early adopter"];

    public static readonly (string Name, string Category, decimal Price)[] Products =
    [
        ("智能净水器 P3", "家电", 1299), ("净水滤芯（三支装）", "耗材", 268), ("空气净化器 A6", "家电", 1899), ("空气滤网", "耗材", 199), ("扫地机器人 R8", "家电", 2499), ("边刷套装", "耗材", 59),
        ("智能门锁 L2", "智能家居", 1599), ("温湿度传感器", "智能家居", 89), ("智能插座（两只装）", "智能家居", 129), ("除湿机 D4", "家电", 1099), ("延保服务一年", "服务", 299), ("上门安装服务", "服务", 150),
        ("深度保养套餐", "服务", 399), ("会员礼盒", "礼品", 188), ("Cloud plan, 1 year", "服务", 480), ("智能网关 G1", "智能家居", 359),
    ];

    public static readonly string[] Summaries =
    [
        "回访设备使用情况，运行稳定，客户表示满意。", "客户咨询滤芯更换周期，已说明并发送更换指南。", "确认上门安装时间，约定周六上午。", "客户希望了解企业采购优惠，已发送报价单。", "沟通续保事宜，客户会在月底前答复。",
        "客户反映噪音偏大，已安排工程师检测。", "邀请客户参加新品体验活动。", "核对开票信息，已更新税号。", "了解客户新办公室的设备需求。", "客户来电催促物流进度，已与仓库确认。",
        "Walked through the new features; the customer will try them next week.", "Discussed the delivery delay and agreed on a new date.", "Quarterly check-in: usage is growing, no open issues.", "Asked for a quotation for twelve more units.",
    ];

    public static readonly string[] Needs = ["需要批量采购价格", "希望增加远程控制功能", "需要英文版说明书", "Needs an integration with the building system", "希望提供夜间上门服务"];
    public static readonly string[] Feedbacks = ["安装师傅很专业", "App 操作比较复杂", "响应速度比以前快", "The dashboard is easy to read", "包装有轻微破损"];
    public static readonly string[] Complaints = ["等待时间过长", "同一问题反复出现", "发票寄送延迟", "Had to explain the problem twice"];
    public static readonly string[] Promises = ["本周五前给出报价", "三天内安排上门检测", "月底前寄出发票", "Send the manual by Wednesday", "下周一电话回访"];
    public static readonly string[] ToDos = ["发送报价单", "电话回访使用情况", "确认上门时间", "寄送发票", "整理采购方案", "核对合同信息", "Send the revised quotation", "Call back about the delivery", "邀请参加体验活动", "跟进续保意向"];
    public static readonly string[] Results = ["已完成，客户满意", "已发送，等待答复", "客户暂不需要", "Done, customer informed", "已约定下次沟通时间"];
    public static readonly string[] Notes = ["客户偏好微信沟通，上午联系较方便。", "采购决策由总部负责，周期约一个月。", "家里有老人，上门前请先电话确认。", "Prefers e-mail; replies within a day.", "去年展会上认识，对环保产品感兴趣。", "请勿在中午时间致电。"];
    /// <summary>A street in each region, house numbers to be added.</summary>
    public static readonly IReadOnlyDictionary<string, (string Province, string City, string District, string Street, string Code)> Streets = new Dictionary<string, (string, string, string, string, string)>
    {
        ["北京"] = ("北京市", "北京市", "朝阳区", "建国路", "100022"), ["上海"] = ("上海市", "上海市", "浦东新区", "世纪大道", "200120"), ["广东"] = ("广东省", "广州市", "天河区", "体育东路", "510620"),
        ["浙江"] = ("浙江省", "杭州市", "西湖区", "文三路", "310012"), ["江苏"] = ("江苏省", "南京市", "鼓楼区", "中山北路", "210009"), ["四川"] = ("四川省", "成都市", "武侯区", "天府大道", "610041"),
        ["湖北"] = ("湖北省", "武汉市", "洪山区", "珞喻路", "430074"), ["山东"] = ("山东省", "济南市", "历下区", "经十路", "250014"), ["福建"] = ("福建省", "厦门市", "思明区", "湖滨南路", "361004"),
        ["陕西"] = ("陕西省", "西安市", "雁塔区", "科技路", "710065"), ["河南"] = ("河南省", "郑州市", "金水区", "花园路", "450003"), ["重庆"] = ("重庆市", "重庆市", "渝中区", "民族路", "400010"),
        ["辽宁"] = ("辽宁省", "沈阳市", "和平区", "青年大街", "110003"), ["天津"] = ("天津市", "天津市", "南开区", "卫津路", "300072"),
    };

    public static readonly (string City, string Country, string Code)[] EnglishCities = [("London", "GB", "SW1Y 4JH"), ("Leeds", "GB", "LS1 4AP"), ("Dublin", "IE", "D02 X285"), ("Singapore", "SG", "049145"), ("Toronto", "CA", "M5H 2N2")];

    /// <summary>Services that are used, with their unit; none: so many times.</summary>
    public static readonly (string Name, string? Unit, int Most)[] Services = [("智能净水器云端监控", "分钟", 240), ("远程诊断", null, 2), ("上门保养", null, 1), ("Cloud plan", "GB", 40), ("家庭自动化场景", null, 30), ("视频客服", "分钟", 25)];

    public static readonly string[] Likings = ["上午十点前来电，不喜欢寒暄", "资料请先发微信", "重视交货期，不爱听折扣", "喜欢看数据和案例", "请勿在午休时间联系"];
    public static readonly string[] EnglishLikings = ["Calls before ten; no small talk", "Wants figures and references", "Send papers ahead of a meeting", "Avoid discounts, talk about delivery"];
}
