SELECT indicator_id, kind, precision, date_basis FROM marts.indicator_values
WHERE kind NOT IN ('実績', '目標', '推計', '予測', '想定', '制度値', '予算', '決算', '調査')
    OR precision NOT IN ('約', '超', '以上', '未満', '延べ', 'none')
    OR date_basis NOT IN ('明記', '推定', 'なし');
