/** A file of which nothing is left but wrappers, and markers of gwctl. */
export const EMPTY =
  /^(?:\xef\xbb\xbf)?(?:\s|<\/?include>|<\?xml[^>]*\?>|<!--\s*gwctl: managed(?:(?!--)[^])*-->)*$/

/** The same, or comments of people; a comment that the preprocessor acts on is none. */
export const EMPTY_BUT_FOR_COMMENTS =
  /^(?:\xef\xbb\xbf)?(?:\s|<\/?include>|<\?xml[^>]*\?>|<!--(?!#)(?:(?!--)[^])*-->)*$/
